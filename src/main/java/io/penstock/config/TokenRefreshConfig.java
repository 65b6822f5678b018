package io.penstock.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What differs where a token is asked for with a refresh token (RFC 6749, section 6). */
public record TokenRefreshConfig(
        @Setting(
                value = "URL to refresh at; the token endpoint where absent.",
                pattern = ProviderUrl.PATTERN,
                expected = ProviderUrl.EXPECTED,
                example = "https://id.example.com/refresh")
        @Nullable
        String url,

        @Setting(
                value = "Parameters beside, or in place of, request.parameters.",
                byDefault = "{}",
                secret = true,
                pattern = "\\S{1,256}",
                expected = "a name without spaces")
        Map<String, String> parameters) {

    /** Keeps a copy of the parameters. */
    public TokenRefreshConfig {
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }

    /** Without the parameters, which may be secret. */
    @Override
    public String toString() {
        return "TokenRefreshConfig[url=" + url + "]";
    }
}
