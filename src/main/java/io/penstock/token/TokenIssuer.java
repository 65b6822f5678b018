package io.penstock.token;

import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * Gets one token after the other for a credential, and keeps what is needed to get the next. Confined to the event loop of
 * its keeper; one call at a time.
 */
interface TokenIssuer {

    /** The next token. Fails with a {@link TokenFailure}. */
    Future<Issued> issue();

    /** Whether the provider may have spent what it is asked with, so that asking again may cost the grant. */
    boolean inDoubt();

    /** Whether it must not be asked again unless somebody takes that risk: {@link #insist()}. */
    boolean exhausted();

    /** Somebody asks: allows one more call in spite of a doubt, and to a provider that is left alone. */
    void insist();

    /** Has the provider forget a token, null where none was issued, and forgets what the next would be asked with. */
    Future<Void> revoke(@Nullable String accessToken);

    /**
     * A token and when it was asked for: its life may have begun that early.
     *
     * @param askedNanos on the ticker's clock
     */
    record Issued(IssuedToken token, long askedNanos) {}
}
