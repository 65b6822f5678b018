package io.penstock.token;

import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * Where refresh tokens outlive the process. What it confirms is durable. Futures complete on the caller's context; none of
 * its methods blocks the event loop.
 */
interface TokenStore {

    /** What is kept for a credential; null where nothing is. */
    Future<@Nullable StoredGrant> load(String credential);

    /**
     * Notes, before it happens, that the kept refresh token is about to be sent to the provider, so that after a crash it
     * is known that the provider may have spent it.
     */
    Future<Void> markSent(String credential);

    /** Keeps a grant in place of the one before, and clears the mark. */
    Future<Void> save(String credential, StoredGrant grant);

    /** Keeps nothing any more for the credential. */
    Future<Void> remove(String credential);

    /** Whether what is kept for the credential outlives the process. */
    boolean durable(String credential);

    /** Gives the store up to the next owner. */
    Future<Void> close();
}
