package io.penstock.config;

import org.jspecify.annotations.Nullable;

/** The management port: health, metrics and the admin API. */
public record AdminConfig(
        @Setting(value = "Whether the management port is opened.", byDefault = "true")
        boolean enabled,

        @Setting(value = "Address to listen on. Another one than loopback needs a key.", byDefault = "127.0.0.1")
        String host,

        @Setting(value = "Port to listen on; 0 takes a free one.", byDefault = "9090", min = "0", max = "65535")
        int port,

        @Setting(
                value =
                        "Key that callers send as 'Authorization: Bearer KEY', at least 16 characters; none is asked for where absent.",
                pattern = ".{16,512}",
                expected = "16 to 512 characters",
                example = "${ADMIN_KEY}",
                secret = true)
        @Nullable
        String key) {

    /** Refuses a port that anyone in the network could use. */
    public AdminConfig {
        new Checks()
                .expect(
                        !enabled || key != null || Hosts.isLoopback(host),
                        "host",
                        host,
                        "a loopback address such as 127.0.0.1, or admin.key beside it",
                        "enabled",
                        "key")
                .done();
    }

    /** This configuration with another port; 0 takes a free one. */
    public AdminConfig withPort(int port) {
        return Records.with(this, "port", port);
    }

    /** This configuration with the management port opened or not. */
    public AdminConfig withEnabled(boolean enabled) {
        return Records.with(this, "enabled", enabled);
    }
}
