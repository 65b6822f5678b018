package io.penstock.config;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The whole running configuration, immutable. Made by the {@link ConfigLoader}, or in code from {@link #defaults()}. One
 * that exists is valid: its constructor holds all settings below it against their bounds and against each other.
 */
public record PenstockConfig(
        @Setting(value = "Where this runs; shown by the configuration endpoint.", byDefault = "production")
        Environment environment,

        @Setting("The port that callers use.") ServerConfig server,
        @Setting("The management port.") AdminConfig admin,
        @Setting("What metrics are called.") MetricsConfig metrics,
        @Setting("One switch for each optimization.") FeaturesConfig features,

        @Setting("When less work is taken on because memory is short; see docs/memory.md.")
        MemoryConfig memory,

        @Setting("What outlives the process.") StoreConfig store,

        @Setting(
                value = "What signs the requests of upstreams, by name. A name is 1 to 63 of a-z, 0-9 and -.",
                byDefault = "{}",
                pattern = PenstockConfig.NAME,
                expected = PenstockConfig.NAME_IN_WORDS)
        Map<String, CredentialConfig> credentials,

        @Setting(
                value = "The APIs that calls go to, by name. A name is 1 to 63 of a-z, 0-9 and -.",
                pattern = PenstockConfig.NAME,
                expected = PenstockConfig.NAME_IN_WORDS)
        Map<String, UpstreamConfig> upstreams) {

    /** A name of an upstream or a credential, Java and ECMA 262. */
    static final String NAME = "[a-z0-9][a-z0-9-]{0,62}";

    static final String NAME_IN_WORDS = "a name of 1 to 63 of a-z, 0-9 and -, not starting with -";

    /**
     * Refuses settings that are out of bounds or do not go together.
     *
     * @throws IllegalArgumentException that names all of them
     */
    public PenstockConfig {
        credentials = Collections.unmodifiableMap(new LinkedHashMap<>(credentials));
        upstreams = Collections.unmodifiableMap(new LinkedHashMap<>(upstreams));
        Checks checks = new Checks();
        Bounds bounds = new Bounds(checks);
        bounds.check(server, "server");
        bounds.check(admin, "admin");
        bounds.check(metrics, "metrics");
        bounds.check(features, "features");
        bounds.check(memory, "memory");
        bounds.check(store, "store");
        checkEntries("credentials", credentials, bounds);
        checkEntries("upstreams", upstreams, bounds);
        CredentialUse.check(credentials, upstreams, features.tokenManagement(), checks);
        checkPaths(upstreams, checks);
        checkFallbacks(upstreams, checks);
        checkPorts(server, admin, checks);
        checkAuthentication(server, upstreams, checks);
        checks.done();
    }

    private static void checkEntries(String name, Map<String, ?> entries, Bounds bounds) {
        Shape.Field named =
                Objects.requireNonNull(Shape.of(PenstockConfig.class).field(name));
        bounds.check(named.shape(), entries, name);
    }

    private static void checkPaths(Map<String, UpstreamConfig> upstreams, Checks checks) {
        Map<String, String> owners = new HashMap<>();
        upstreams.forEach((name, upstream) -> {
            String path = upstream.effectivePath(name);
            String owner = owners.putIfAbsent(path, name);
            checks.expect(
                    owner == null, "upstreams." + name + ".path", path, "another path than that of upstream " + owner);
        });
    }

    private static void checkFallbacks(Map<String, UpstreamConfig> upstreams, Checks checks) {
        upstreams.forEach((name, upstream) -> {
            for (int i = 0; i < upstream.routes().size(); i++) {
                FallbackConfig fallback = upstream.routes().get(i).fallback();
                String other = fallback == null ? null : fallback.upstream();
                checks.expect(
                        other == null || (upstreams.containsKey(other) && !other.equals(name)),
                        "upstreams." + name + ".routes[" + i + "].fallback.upstream",
                        String.valueOf(other),
                        "the name of another upstream");
            }
        });
    }

    private static void checkPorts(ServerConfig server, AdminConfig admin, Checks checks) {
        boolean same = admin.port() == server.port() && admin.host().equals(server.host());
        checks.expect(
                !admin.enabled() || admin.port() == 0 || !same,
                "admin.port",
                admin.port(),
                "another port than server.port");
    }

    private static void checkAuthentication(ServerConfig server, Map<String, UpstreamConfig> upstreams, Checks checks) {
        String signed = upstreams.entrySet().stream()
                .filter(upstream -> CredentialUse.what(upstream.getValue()) != null)
                .map(upstream -> "upstream " + upstream.getKey() + " has " + CredentialUse.what(upstream.getValue()))
                .findFirst()
                .orElse(null);
        checks.expect(
                signed == null || server.allowUnauthenticated() || server.loopback(),
                "server.host",
                server.host(),
                "a loopback address such as 127.0.0.1, or server.allowUnauthenticated: true, since " + signed
                        + " that anyone could use");
    }

    /** The configuration that no source says anything about: no upstream yet. */
    public static PenstockConfig defaults() {
        return ConfigDefaults.of(PenstockConfig.class);
    }

    /** This configuration with another server section. */
    public PenstockConfig withServer(ServerConfig server) {
        return Records.with(this, "server", server);
    }

    /** This configuration with another management section. */
    public PenstockConfig withAdmin(AdminConfig admin) {
        return Records.with(this, "admin", admin);
    }

    /** This configuration with other switches. */
    public PenstockConfig withFeatures(FeaturesConfig features) {
        return Records.with(this, "features", features);
    }

    /** This configuration with a credential added, or replaced where there is one of that name. */
    public PenstockConfig withCredential(String name, CredentialConfig credential) {
        Map<String, CredentialConfig> more = new LinkedHashMap<>(credentials);
        more.put(name, credential);
        return Records.with(this, "credentials", more);
    }

    /** This configuration with an upstream added, or replaced where there is one of that name. */
    public PenstockConfig withUpstream(String name, UpstreamConfig upstream) {
        Map<String, UpstreamConfig> more = new LinkedHashMap<>(upstreams);
        more.put(name, upstream);
        return Records.with(this, "upstreams", more);
    }

    /** Where Penstock runs. */
    public enum Environment {
        DEVELOPMENT,
        STAGING,
        PRODUCTION
    }
}
