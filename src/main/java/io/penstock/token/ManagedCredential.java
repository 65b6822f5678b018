package io.penstock.token;

import io.penstock.time.DeadlineWheel;
import io.vertx.core.Context;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A credential whose tokens are fetched.
 *
 * @param name its configured name
 * @param type its grant, as reports name it
 * @param source makes what its tokens are asked from, on the event loop of the verticle that asks
 * @param placement where a token stands in a request
 * @param policy when a token is replaced
 * @param refreshToken the configured refresh token, where the grant lives in it alone; null where the grant can be asked for
 *     again at any time
 * @param usesRefreshTokens whether a repeatable grant is refreshed with the refresh tokens that its answers bring
 */
record ManagedCredential(
        String name,
        String type,
        BiFunction<DeadlineWheel, Context, TokenSource> source,
        TokenPlacement placement,
        RefreshPolicy policy,
        @Nullable String refreshToken,
        boolean usesRefreshTokens) {

    /** Without the secrets. */
    @Override
    public String toString() {
        return "ManagedCredential[name=" + name + ", type=" + type + "]";
    }
}
