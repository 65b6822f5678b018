package io.penstock.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Optional;

/** Reads the configuration from its sources, and says all that is wrong with it at once. */
public final class ConfigLoader {
    private ConfigLoader() {}

    /**
     * Reads and checks a configuration. Reads files: not to be called on an event loop.
     *
     * <p>Throws nothing for what the sources hold, however broken. A file that is no YAML at all is the only problem said
     * where there is one, since nothing else can be judged without it.
     */
    public static Loaded load(ConfigSources sources) {
        Problems problems = new Problems();
        Path path = sources.file();
        if (path == null) {
            return load(sources, new Written.Section(new LinkedHashMap<>(), Origin.NONE), problems);
        }
        try {
            return load(sources, path.toString(), TextFile.bytes(path, YamlReader.MOST_BYTES));
        } catch (IOException e) {
            problems.add(
                    Origin.file(path.toString(), 0), "", "no configuration", "a readable file: " + TextFile.reason(e));
            return rejected(problems);
        }
    }

    /** Reads a file's contents under the name that problems will show. */
    static Loaded load(ConfigSources sources, String name, byte[] yaml) {
        Problems problems = new Problems();
        Optional<Written.Section> written = YamlReader.read(name, yaml, problems);
        return written.isPresent() ? load(sources, written.get(), problems) : rejected(problems);
    }

    private static Loaded load(ConfigSources sources, Written.Section tree, Problems problems) {
        new Layers(tree, sources.environment(), problems).add(sources.options());
        if (!sources.upstreamsOptional() && hasNoUpstream(tree)) {
            problems.add(
                    tree.origin(),
                    "upstreams",
                    "no upstream",
                    "at least one: in the file as upstreams.NAME.url, as environment variable UPSTREAM_URL,"
                            + " or as option upstreams.NAME.url");
        }
        PenstockConfig config =
                new Binder(new Substitution(sources.environment()), problems).bind(PenstockConfig.class, tree);
        return config != null && problems.isEmpty() ? new Loaded.Accepted(config) : rejected(problems);
    }

    private static boolean hasNoUpstream(Written.Section tree) {
        Written upstreams = tree.entries().get("upstreams");
        return upstreams == null
                || (upstreams instanceof Written.Value value && value.isNothing())
                || (upstreams instanceof Written.Section section
                        && section.entries().isEmpty());
    }

    private static Loaded rejected(Problems problems) {
        return new Loaded.Rejected(problems.sorted(), problems.count());
    }
}
