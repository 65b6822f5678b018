package io.penstock.config;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where the token endpoint's answer holds what. A path is names separated by dots; a number counts in a list, from 0. */
public record TokenAnswerConfig(
        @Setting(value = "Path of the access token.", byDefault = "access_token", pattern = TokenAnswerConfig.PATH)
        String accessToken,

        @Setting(value = "Path of the refresh token.", byDefault = "refresh_token", pattern = TokenAnswerConfig.PATH)
        String refreshToken,

        @Setting(value = "Path of the expiry.", byDefault = "expires_in", pattern = TokenAnswerConfig.PATH)
        String expiresPath,

        @Setting(
                value =
                        "What the expiry is: seconds or milliseconds from now, epoch-seconds, epoch-milliseconds, iso-8601, jwt (the access token's own exp), fixed (always life) or unknown.",
                byDefault = "seconds")
        Expiry expires,

        @Setting(
                value =
                        "How long a token is valid where the answer does not say; where absent a token serves until a 401 says otherwise.",
                min = "1s",
                max = "365d",
                example = "1h")
        @Nullable
        Duration life,

        @Setting(
                value =
                        "Further values to keep: a path for each name, which ${credential.NAME} stands for in the upstream's url and in the credential's headers.",
                byDefault = "{}",
                pattern = RunTimeValues.NAME,
                expected = "a letter, then letters, digits and _")
        Map<String, String> keep) {

    /** Java and ECMA 262. */
    static final String PATH = "[^\\s.]+(\\.[^\\s.]+)*";

    /** Refuses a fixed life that is not given. */
    public TokenAnswerConfig {
        keep = Collections.unmodifiableMap(new LinkedHashMap<>(keep));
        Checks checks = new Checks()
                .expect(
                        expires != Expiry.FIXED || life != null,
                        "life",
                        "nothing",
                        "a value, which expires: fixed needs",
                        "expires");
        keep.forEach((name, path) ->
                checks.expect(path.matches(PATH), "keep." + name, path, "a path such as instance_url or data.region"));
        checks.done();
    }

    /** How the end of a token's life is told. */
    public enum Expiry {
        SECONDS,
        MILLISECONDS,
        EPOCH_SECONDS,
        EPOCH_MILLISECONDS,
        ISO_8601,
        JWT,
        FIXED,
        UNKNOWN
    }
}
