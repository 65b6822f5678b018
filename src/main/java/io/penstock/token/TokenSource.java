package io.penstock.token;

import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * Where the tokens of one credential come from: an identity provider, or the program that embeds Penstock. Called on the
 * token verticle's event loop, one call at a time. Every call ends within a limit of its own.
 */
interface TokenSource {

    /**
     * Asks for a token. Fails with a {@link TokenFailure}.
     *
     * @param refreshToken what to ask with where the grant is one that is refreshed; null to ask with what is configured
     */
    Future<IssuedToken> fetch(@Nullable String refreshToken);

    /** Somebody asks for the next token: asks a provider also that would be left alone for a while. */
    default void insist() {}

    /**
     * Has the provider forget a token and what it was refreshed with (RFC 7009). Fails with a {@link TokenFailure}.
     *
     * @param accessToken null where none was issued
     * @param refreshToken null where there is none
     */
    Future<Void> revoke(@Nullable String accessToken, @Nullable String refreshToken);
}
