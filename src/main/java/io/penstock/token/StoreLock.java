package io.penstock.token;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * Sole ownership of a file, among the processes of a machine and within one. It is held with a file of its own, which stays
 * when the owner goes: deleting it would let two owners lock two files of one name. Blocks: for worker threads.
 */
final class StoreLock implements AutoCloseable {

    private final String inProcess;
    private final FileChannel channel;

    private StoreLock(String inProcess, FileChannel channel) {
        this.inProcess = inProcess;
        this.channel = channel;
    }

    /** Takes the lock; null where somebody else holds it. */
    static @Nullable StoreLock tryTake(Path file) throws IOException {
        try {
            Files.createFile(file);
        } catch (FileAlreadyExistsException e) {
            // Left by an earlier owner, or held by the present one.
        }
        // Within a process it must be known before the file is opened: a second owner would have to close it again,
        // which
        // gives up the first one's lock (POSIX). System properties are the one place that all class loaders share.
        Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        String inProcess = "penstock.store-lock." + (key == null ? file.toRealPath() : key);
        if (System.getProperties().putIfAbsent(inProcess, "held") != null) {
            return null;
        }
        StoreLock taken = null;
        try {
            taken = lock(file, inProcess);
            return taken;
        } finally {
            if (taken == null) {
                System.getProperties().remove(inProcess);
            }
        }
    }

    private static @Nullable StoreLock lock(Path file, String inProcess) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        FileLock lock = null;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // Held in this process by somebody who is not Penstock.
            return null;
        } finally {
            if (lock == null) {
                channel.close();
            }
        }
        return lock == null ? null : new StoreLock(inProcess, channel);
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            System.getProperties().remove(inProcess);
        }
    }
}
