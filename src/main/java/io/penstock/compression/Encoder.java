package io.penstock.compression;

import io.netty.buffer.ByteBuf;

/** The state of one compressed stream. Confined to one thread; holds native memory until it is closed. */
interface Encoder {

    /** Takes the bytes, which stay the caller's, and puts out what is ready. */
    void add(ByteBuf bytes, ByteBuf out);

    /** Puts out all that was taken, so that the receiver can read it; the stream goes on. */
    void flush(ByteBuf out);

    /** Puts out the rest, and the end of the stream. */
    void finish(ByteBuf out);

    /** Gives its memory back; nothing else may be called after it, and it only once. */
    void close();
}
