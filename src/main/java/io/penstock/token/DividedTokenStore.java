package io.penstock.token;

import io.vertx.core.Future;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Two stores as one: some credentials are kept in a file, all others in memory. */
final class DividedTokenStore implements TokenStore {

    private final Set<String> inFile;
    private final TokenStore file;
    private final TokenStore memory;

    DividedTokenStore(Set<String> inFile, TokenStore file, TokenStore memory) {
        this.inFile = Set.copyOf(inFile);
        this.file = file;
        this.memory = memory;
    }

    private TokenStore of(String credential) {
        return inFile.contains(credential) ? file : memory;
    }

    @Override
    public Future<@Nullable StoredGrant> load(String credential) {
        return of(credential).load(credential);
    }

    @Override
    public Future<Void> markSent(String credential) {
        return of(credential).markSent(credential);
    }

    @Override
    public Future<Void> save(String credential, StoredGrant grant) {
        return of(credential).save(credential, grant);
    }

    @Override
    public Future<Void> remove(String credential) {
        return of(credential).remove(credential);
    }

    @Override
    public boolean durable(String credential) {
        return of(credential).durable(credential);
    }

    @Override
    public Future<Void> close() {
        return memory.close().eventually(file::close);
    }
}
