package io.penstock;

import io.penstock.config.ConfigLoader;
import io.penstock.config.ConfigProblem;
import io.penstock.config.ConfigSources;
import io.penstock.config.Loaded;
import io.penstock.config.PenstockConfig;
import io.penstock.config.UpstreamConfig;
import io.penstock.error.ConfigurationException;
import io.penstock.error.Problem;
import io.penstock.token.TokenSupplier;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link Penstock} is set up: its settings and where more of them are read. Immutable.
 *
 * <p>Defaults are weakest, then the file, the environment, and what is said here. Nothing is checked before the start, which
 * then fails with all that is wrong at once.
 */
public final class PenstockOptions {

    private static final String POOL_SIZE_VARIABLE = "CONNECTION_POOL_SIZE";

    private final @Nullable Path file;
    private final Map<String, String> environment;
    private final Map<String, String> settings;
    private final Map<String, UpstreamConfig> upstreams;
    private final Map<String, TokenSupplier> tokenSuppliers;
    private final boolean poolSizeSet;

    private PenstockOptions(Builder builder) {
        Map<String, String> variables = new LinkedHashMap<>(builder.environment);
        if (builder.poolSize != null) {
            variables.put(POOL_SIZE_VARIABLE, builder.poolSize);
        }
        this.file = builder.file;
        this.environment = Map.copyOf(variables);
        this.settings = Map.copyOf(builder.settings);
        this.upstreams = Map.copyOf(builder.upstreams);
        this.tokenSuppliers = Map.copyOf(builder.tokenSuppliers);
        this.poolSizeSet = builder.poolSize != null;
    }

    /** Options that say nothing yet. At least one upstream is needed, here, in a file or in the environment. */
    public static Builder builder() {
        return new Builder();
    }

    /** The environment variables that Penstock sees. */
    Map<String, String> environment() {
        return environment;
    }

    /** Where the tokens of some credentials come from, by the credential's name. */
    Map<String, TokenSupplier> tokenSuppliers() {
        return tokenSuppliers;
    }

    /**
     * Reads and checks everything. Reads files: not to be called on an event loop.
     *
     * @throws ConfigurationException that lists all problems
     */
    PenstockConfig load() {
        ConfigSources sources = new ConfigSources(file, environment, settings, !upstreams.isEmpty());
        Loaded loaded = ConfigLoader.load(sources);
        if (loaded instanceof Loaded.Rejected rejected) {
            throw new ConfigurationException(
                    Problem.CONFIGURATION, inWordsOfOptions(rejected).describe());
        }
        PenstockConfig config = loaded.orThrow();
        try {
            for (Map.Entry<String, UpstreamConfig> upstream : upstreams.entrySet()) {
                config = config.withUpstream(upstream.getKey(), upstream.getValue());
            }
            return config;
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(Problem.CONFIGURATION, String.valueOf(e.getMessage()));
        }
    }

    private Loaded.Rejected inWordsOfOptions(Loaded.Rejected rejected) {
        if (!poolSizeSet) {
            return rejected;
        }
        List<ConfigProblem> problems = rejected.problems().stream()
                .map(problem -> problem.where().equals("environment variable " + POOL_SIZE_VARIABLE)
                        ? new ConfigProblem(
                                "option connectionPoolSize", problem.path(), problem.found(), problem.expected())
                        : problem)
                .toList();
        return new Loaded.Rejected(problems, rejected.count());
    }

    /** Gathers options; of what is said twice the later counts. Not thread-safe. */
    public static final class Builder {

        private final Map<String, String> settings = new LinkedHashMap<>();
        private final Map<String, UpstreamConfig> upstreams = new LinkedHashMap<>();
        private final Map<String, TokenSupplier> tokenSuppliers = new LinkedHashMap<>();
        private Map<String, String> environment = Map.of();
        private @Nullable Path file;
        private @Nullable String poolSize;

        private Builder() {}

        /** The port that callers use, 8080 by default; 0 takes a free one, see {@link Penstock#port()}. */
        public Builder port(int port) {
            return set("server.port", Integer.toString(port));
        }

        /**
         * The management port, 9090 by default; 0 takes a free one, see {@link Penstock#adminPort()}. None is opened
         * where {@code admin.enabled} is set to {@code false}.
         */
        public Builder adminPort(int port) {
            return set("admin.port", Integer.toString(port));
        }

        /** Whether connections to upstreams are kept open and shared; off, every call opens one and closes it. */
        public Builder enableConnectionManagement(boolean on) {
            return set("features.connectionManagement", Boolean.toString(on));
        }

        /** Whether upstream credentials are obtained, refreshed and added. */
        public Builder enableTokenManagement(boolean on) {
            return set("features.tokenManagement", Boolean.toString(on));
        }

        /** Whether coalescing, batching, incremental loading, compression and the memory guard work, all together. */
        public Builder enableResourceOptimization(boolean on) {
            return set("features.resourceOptimization", Boolean.toString(on));
        }

        /**
         * The size of each upstream's pool where nothing says it for that upstream, as the environment variable {@code
         * CONNECTION_POOL_SIZE} does; 5 by default.
         */
        public Builder connectionPoolSize(int connections) {
            poolSize = Integer.toString(connections);
            return this;
        }

        /**
         * An API that calls go to, with default settings unless others are {@link #set}.
         *
         * @param name 1 to 63 of {@code a-z}, {@code 0-9} and {@code -}
         * @param url its base URL, such as {@code https://api.example.com/v2}
         */
        public Builder upstream(String name, String url) {
            upstreams.remove(name);
            return set("upstreams." + name + ".url", url);
        }

        /** An API that calls go to, with all its settings; takes the place of what other sources say of that name. */
        public Builder upstream(String name, UpstreamConfig config) {
            settings.keySet().removeIf(path -> path.startsWith("upstreams." + name + "."));
            upstreams.put(name, config);
            return this;
        }

        /**
         * A credential whose tokens this program provides: {@code credentials.NAME.type} is set, and its other settings hold as
         * they are. Upstreams name it in their {@code credential}.
         *
         * @param credential 1 to 63 of {@code a-z}, {@code 0-9} and {@code -}
         */
        public Builder tokenSupplier(String credential, TokenSupplier supplier) {
            tokenSuppliers.put(credential, supplier);
            return set("credentials." + credential + ".type", "supplied");
        }

        /** The YAML file to read; none by default. */
        public Builder configFile(Path path) {
            file = path;
            return this;
        }

        /**
         * The environment variables to read, usually {@link System#getenv()}: settings, toggles, what {@code ${…}} in the
         * file stands for, and egress proxies. Empty by default, so that a program's environment configures nothing in it
         * unless it says so.
         */
        public Builder environment(Map<String, String> variables) {
            environment = Map.copyOf(variables);
            return this;
        }

        /**
         * Any setting of the configuration, as it would be written on the command line.
         *
         * @param path the setting, such as {@code upstreams.crm.timeouts.attempt}
         * @param value its value, such as {@code 20s}; elements of a list are separated by commas
         */
        public Builder set(String path, String value) {
            settings.put(path, value);
            return this;
        }

        /** The options as they are now; the builder may be used further. */
        public PenstockOptions build() {
            return new PenstockOptions(this);
        }
    }
}
