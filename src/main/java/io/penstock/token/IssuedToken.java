package io.penstock.token;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a provider's answer said.
 *
 * @param accessToken what signs requests
 * @param refreshToken what to ask with next time; null where the answer held none, so that an older one stays valid
 * @param lifeNanos how long the access token is valid from the answer's arrival on; {@link #UNKNOWN_LIFE} where unknown
 * @param kept further values of the answer by name, for the upstream's URL and headers
 * @param skewMillis how far the provider's clock is ahead of ours, by the answer's {@code Date}; null where unknown
 */
record IssuedToken(
        String accessToken,
        @Nullable String refreshToken,
        long lifeNanos,
        Map<String, String> kept,
        @Nullable Long skewMillis) {

    /** The provider does not say how long the token is valid: a 401 will tell. */
    static final long UNKNOWN_LIFE = -1;

    IssuedToken {
        kept = Map.copyOf(kept);
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return "IssuedToken[lifeNanos=" + lifeNanos + ", kept=" + kept.keySet() + ", skewMillis=" + skewMillis + "]";
    }
}
