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
                secret = true)
        @Nullable
        String key) {}
