package io.penstock.config;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a configuration is read from. Defaults are weakest, then the file, the environment and the options.
 *
 * @param file the YAML file, or null for none
 * @param environment the environment variables, such as {@link System#getenv()}
 * @param options values by setting, such as {@code server.port} to {@code 9000}, from a command line or from code
 * @param upstreamsOptional whether there may be no upstream, for a program that adds its own
 */
public record ConfigSources(
        @Nullable Path file, Map<String, String> environment, Map<String, String> options, boolean upstreamsOptional) {

    /** Keeps copies of the maps. */
    public ConfigSources {
        environment = Map.copyOf(environment);
        options = Map.copyOf(options);
    }

    /** No source at all, and at least one upstream needed. */
    public static ConfigSources none() {
        return new ConfigSources(null, Map.of(), Map.of(), false);
    }

    /** These sources with a file, or null for none. */
    public ConfigSources withFile(@Nullable Path file) {
        return new ConfigSources(file, environment, options, upstreamsOptional);
    }

    /** These sources with environment variables. */
    public ConfigSources withEnvironment(Map<String, String> environment) {
        return new ConfigSources(file, environment, options, upstreamsOptional);
    }

    /** These sources with options, by setting. */
    public ConfigSources withOptions(Map<String, String> options) {
        return new ConfigSources(file, environment, options, upstreamsOptional);
    }

    /** These sources, with no upstream needed. */
    public ConfigSources withUpstreamsOptional() {
        return new ConfigSources(file, environment, options, true);
    }
}
