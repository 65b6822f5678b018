package io.penstock.token;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One file on a disk that may lose power between any two steps. What a step has done is durable only after the step that
 * says so. Blocks: for worker threads.
 */
interface StoreDisk {

    /** The file's bytes; null where there is no file. */
    byte @Nullable [] read() throws IOException;

    /** Writes a new file beside it, which nobody but the owner may read, in place of one that a crash has left. */
    void writeNew(byte[] content) throws IOException;

    /** Makes the new file's bytes durable. */
    void syncNew() throws IOException;

    /** Puts the new file in the place of the file, all at once. */
    void replace() throws IOException;

    /** Makes the replacement durable. */
    void syncDirectory() throws IOException;
}
