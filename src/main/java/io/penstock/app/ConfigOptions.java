package io.penstock.app;

import io.penstock.config.ConfigLoader;
import io.penstock.config.ConfigSources;
import io.penstock.config.PenstockConfig;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help;
import picocli.CommandLine.Option;

/** The options that say where a command's configuration comes from. */
final class ConfigOptions {

    private static final String FILE_VARIABLE = "PENSTOCK_CONFIG";

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "Configuration in YAML. Default: the file that " + FILE_VARIABLE
                    + " names, or none: UPSTREAM_URL alone is enough.")
    private @Nullable Path file;

    @Option(
            names = "--set",
            paramLabel = "SETTING=VALUE",
            showDefaultValue = Help.Visibility.NEVER,
            description =
                    "A single setting, such as upstreams.crm.pool.size=10; beats file and environment. Repeatable.")
    private Map<String, String> settings = new LinkedHashMap<>();

    /**
     * Reads the configuration.
     *
     * @param shortcuts settings that have an option of their own; they beat {@code --set}
     * @throws io.penstock.error.ConfigurationException that lists all problems
     */
    PenstockConfig load(Terminal terminal, Map<String, String> shortcuts) {
        Map<String, String> options = new LinkedHashMap<>(settings);
        options.putAll(shortcuts);
        return ConfigLoader.load(ConfigSources.none()
                        .withFile(file(terminal))
                        .withEnvironment(terminal.environment())
                        .withOptions(options))
                .orThrow();
    }

    /** The file's name, or where else the configuration comes from. */
    String source(Terminal terminal) {
        Path chosen = file(terminal);
        return chosen == null ? "environment" : chosen.toString();
    }

    private @Nullable Path file(Terminal terminal) {
        String named = terminal.environment().getOrDefault(FILE_VARIABLE, "");
        return file != null || named.isBlank() ? file : Path.of(named);
    }
}
