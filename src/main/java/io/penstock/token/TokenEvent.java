package io.penstock.token;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a credential's token, as published on the event bus address {@link #address}. Holds no
 * secret.
 *
 * @param type what happened
 * @param credential the credential's name
 * @param millis for how long a new or expiring token may be used, −1 where that is not known; how long the pause before the
 *     next try is; 0 where neither applies
 * @param failures the failed tries in a row; 0 where there is none
 * @param reason the provider's error code, or one of ours, or null where nothing failed
 */
public record TokenEvent(
        Type type,
        String credential,
        long millis,
        int failures,
        @Nullable String reason) {

    private static final String ADDRESS_PREFIX = "penstock.token.";

    /** Where the events of a credential are published; local to the process. */
    public static String address(String credential) {
        return ADDRESS_PREFIX + credential;
    }

    /** What happened. */
    public enum Type {
        /** A token came where there was none. */
        GENERATED,
        /** A token that is there, or was, is about to be replaced. */
        REFRESHING,
        /** A token came in place of the one before. */
        REFRESHED,
        /** No token came. */
        REFRESH_FAILED,
        /** Half of the time for a refresh is over and no new token is here. */
        EXPIRING,
        /** The token is used no more, and no new one is here. */
        EXPIRED,
        /** The token was given up on request. */
        REVOKED;

        private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

        /** The type as documents name it, such as {@code refresh-failed}. */
        public String label() {
            return label;
        }
    }
}
