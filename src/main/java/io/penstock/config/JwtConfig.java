package io.penstock.config;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A JWT that Penstock signs (RFC 7523), with a fresh jti each time. */
public record JwtConfig(
        @Setting(
                value = "Private key (PKCS #8 in PEM).",
                secret = true,
                pattern = "[\\s\\S]*-----BEGIN PRIVATE KEY-----[\\s\\S]*",
                expected = "a private key in PEM (PKCS #8), beginning with -----BEGIN PRIVATE KEY-----",
                example = "${CLIENT_KEY:------BEGIN PRIVATE KEY-----}")
        String key,

        @Setting(value = "Signature: rs256, es256 or eddsa.", byDefault = "rs256")
        Algorithm algorithm,

        @Setting(value = "Name of the key (kid) in the header.", example = "2026-11") @Nullable
        String keyId,

        @Setting(value = "Claim iss; the clientId where absent.", example = "service@project.example") @Nullable
        String issuer,

        @Setting(
                value = "Claim sub; where absent the clientId in a clientAssertion, and no claim in an assertion.",
                example = "user@example.com")
        @Nullable
        String subject,

        @Setting(value = "Claim aud; the token endpoint's URL where absent.", example = "https://id.example.com")
        @Nullable
        String audience,

        @Setting(value = "Time from iat to exp.", byDefault = "1m", min = "10s", max = "1h")
        Duration life,

        @Setting(
                value = "Further claims, texts all of them.",
                byDefault = "{}",
                pattern = "\\S{1,256}",
                expected = "a name without spaces")
        Map<String, String> claims) {

    /** Keeps a copy of the claims. */
    public JwtConfig {
        claims = Collections.unmodifiableMap(new LinkedHashMap<>(claims));
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "JwtConfig[algorithm=" + algorithm + ", keyId=" + keyId + "]";
    }

    /** Signatures (RFC 7518, RFC 8037). */
    public enum Algorithm {
        RS256("RS256"),
        ES256("ES256"),
        EDDSA("EdDSA");

        private final String registered;

        Algorithm(String registered) {
            this.registered = registered;
        }

        /** The value of the header's alg. */
        public String registered() {
            return registered;
        }
    }
}
