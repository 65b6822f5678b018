package io.penstock.token;

import org.jspecify.annotations.Nullable;

/**
 * A look at one credential. Holds no secret.
 *
 * @param name its configured name
 * @param type its grant or type, such as {@code client_credentials} or {@code bearer}
 * @param state how it is
 * @param refreshing whether a token is being fetched
 * @param secondsToExpiry how long the token may still be used; null where there is none, or its end is not known
 * @param secondsSinceRefresh how long ago the token came; null where none did
 * @param secondsToRefresh when the next one is asked for; null where nothing is planned
 * @param failures the failed tries in a row
 * @param reason why there is no token, or no new one; null where nothing failed
 * @param skewMillis how far the provider's clock is ahead of ours; null where not known
 */
public record CredentialStatus(
        String name,
        String type,
        CredentialState state,
        boolean refreshing,
        @Nullable Long secondsToExpiry,
        @Nullable Long secondsSinceRefresh,
        @Nullable Long secondsToRefresh,
        int failures,
        @Nullable String reason,
        @Nullable Long skewMillis) {}
