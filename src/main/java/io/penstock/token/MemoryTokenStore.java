package io.penstock.token;

import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keeps grants for as long as the process lives, and writes nothing. Confined to one event loop. */
final class MemoryTokenStore implements TokenStore {

    private final Map<String, StoredGrant> grants = new HashMap<>();

    @Override
    public Future<@Nullable StoredGrant> load(String credential) {
        return Future.succeededFuture(grants.get(credential));
    }

    @Override
    public Future<Void> markSent(String credential) {
        grants.computeIfPresent(credential, (name, grant) -> grant.marked());
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> save(String credential, StoredGrant grant) {
        grants.put(credential, grant);
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> remove(String credential) {
        grants.remove(credential);
        return Future.succeededFuture();
    }

    @Override
    public boolean durable(String credential) {
        return false;
    }

    @Override
    public Future<Void> close() {
        grants.clear();
        return Future.succeededFuture();
    }
}
