package io.penstock.token;

import io.penstock.error.ConfigurationException;
import io.penstock.error.Problem;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Grants in one file, which is replaced as a whole for each change: written beside it, made durable, renamed, and the
 * directory made durable. A crash leaves the old file or the new one. One owner at a time. Thread-safe; blocks worker
 * threads only.
 */
final class FileTokenStore implements TokenStore {

    private static final Logger LOG = LoggerFactory.getLogger(FileTokenStore.class);

    private final Vertx vertx;
    private final StoreDisk disk;
    private final StoreFormat format;
    private final AutoCloseable lock;
    private Map<String, StoredGrant> grants;

    FileTokenStore(
            Vertx vertx, StoreDisk disk, StoreFormat format, AutoCloseable lock, Map<String, StoredGrant> grants) {
        this.vertx = vertx;
        this.disk = disk;
        this.format = format;
        this.lock = lock;
        this.grants = grants;
    }

    /**
     * Opens the store, and makes its directory where there is none. Fails with a {@link ConfigurationException} where
     * another instance owns it ({@code store-in-use}), or where it cannot be read: it is never overwritten then.
     *
     * @param key what the file is sealed with; null to leave it readable for its owner, which is warned of
     */
    static Future<FileTokenStore> open(Vertx vertx, Path file, @Nullable StoreKey key) {
        return vertx.executeBlocking(() -> openNow(vertx, file.toAbsolutePath(), key));
    }

    private static FileTokenStore openNow(Vertx vertx, Path file, @Nullable StoreKey key) throws IOException {
        FileDisk disk = new FileDisk(file);
        Path directory = file.resolveSibling("");
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory, disk.ownerOnly("rwx------"));
        }
        StoreLock lock = StoreLock.tryTake(file.resolveSibling(file.getFileName() + ".lock"));
        if (lock == null) {
            throw refused("store-in-use: " + file + " belongs to another instance; expected one owner at a time");
        }
        StoreFormat format = new StoreFormat(key);
        try {
            byte[] content = disk.read();
            Map<String, StoredGrant> grants = content == null ? Map.of() : format.read(content);
            if (key == null) {
                LOG.warn("{} is not encrypted; expected a key of 32 bytes in {}", file, StoreKey.VARIABLE);
            }
            return new FileTokenStore(vertx, disk, format, lock, grants);
        } catch (IOException e) {
            lock.close();
            throw refused("the token store " + file + " " + e.getMessage() + "; it is left as it is");
        }
    }

    private static ConfigurationException refused(String detail) {
        return new ConfigurationException(Problem.CONFIGURATION, detail);
    }

    @Override
    public Future<@Nullable StoredGrant> load(String credential) {
        return Future.succeededFuture(grant(credential));
    }

    private synchronized @Nullable StoredGrant grant(String credential) {
        return grants.get(credential);
    }

    @Override
    public Future<Void> markSent(String credential) {
        return change(changed -> changed.computeIfPresent(credential, (name, grant) -> grant.marked()));
    }

    @Override
    public Future<Void> save(String credential, StoredGrant grant) {
        return change(changed -> changed.put(credential, grant));
    }

    @Override
    public Future<Void> remove(String credential) {
        return change(changed -> changed.remove(credential));
    }

    @Override
    public boolean durable(String credential) {
        return true;
    }

    @Override
    public Future<Void> close() {
        return blocking(() -> {
            lock.close();
            return null;
        });
    }

    private Future<Void> change(Change change) {
        return blocking(() -> {
            write(change);
            return null;
        });
    }

    private Future<Void> blocking(Callable<@Nullable Void> work) {
        return vertx.executeBlocking(work);
    }

    private synchronized void write(Change change) throws IOException {
        Map<String, StoredGrant> changed = new HashMap<>(grants);
        change.apply(changed);
        disk.writeNew(format.write(changed));
        disk.syncNew();
        disk.replace();
        disk.syncDirectory();
        grants = changed;
    }

    /** A change of what is kept. */
    @FunctionalInterface
    private interface Change {
        void apply(Map<String, StoredGrant> grants);
    }
}
