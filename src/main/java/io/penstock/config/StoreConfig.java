package io.penstock.config;

import org.jspecify.annotations.Nullable;

/** What outlives the process. */
public record StoreConfig(
        @Setting(
                value =
                        "Directory that holds it, made where there is none, readable by its owner only. A relative path starts at the working directory.",
                byDefault = "penstock-data")
        String dir,

        @Setting(
                value =
                        "Key that what is kept is encrypted with (AES-256-GCM): 32 bytes as base64 or hex; readable for its owner where absent.",
                secret = true,
                pattern = StoreConfig.KEY,
                expected = "32 bytes as base64 or hex",
                example = "${STORE_KEY:-MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=}")
        @Nullable
        String key) {

    /** 32 bytes, Java and ECMA 262. */
    static final String KEY = "\\s*([0-9A-Fa-f]{64}|[A-Za-z0-9+/_-]{43}=?)\\s*";

    /** Without the secret. */
    @Override
    public String toString() {
        return "StoreConfig[dir=" + dir + "]";
    }
}
