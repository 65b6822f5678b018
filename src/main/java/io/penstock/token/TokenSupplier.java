package io.penstock.token;

import io.vertx.core.Future;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where a program that embeds Penstock supplies the tokens of a credential itself. Called on an event loop, which it must
 * not block, one call at a time, and ahead of each token's end; a call that has no result after 30 s counts as failed.
 */
@FunctionalInterface
public interface TokenSupplier {

    /** A token; a failure means that it is asked again after a pause. */
    Future<Supplied> supply();

    /**
     * A supplied token.
     *
     * @param token what signs requests
     * @param life how long it may be used; null where that is not known, so that only a 401 asks for another one
     */
    record Supplied(String token, @Nullable Duration life) {

        /** Without the secret. */
        @Override
        public String toString() {
            return "Supplied[life=" + life + "]";
        }
    }
}
