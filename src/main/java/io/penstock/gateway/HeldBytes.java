package io.penstock.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/** Bytes that wait to be written together. Owns them until they are taken; copies none. Confined to one event loop. */
final class HeldBytes {

    private @Nullable ByteBuf bytes;

    /** Takes over the chunk. */
    void add(ByteBuf chunk) {
        ByteBuf before = bytes;
        if (before == null) {
            bytes = chunk;
        } else if (before instanceof CompositeByteBuf gathered) {
            gathered.addComponent(true, chunk);
        } else {
            // No limit: a consolidation would copy.
            bytes = Unpooled.compositeBuffer(Integer.MAX_VALUE)
                    .addComponent(true, before)
                    .addComponent(true, chunk);
        }
    }

    int size() {
        return bytes == null ? 0 : bytes.readableBytes();
    }

    /** Hands over all that is held; null where nothing is. */
    @Nullable
    ByteBuf take() {
        ByteBuf taken = bytes;
        bytes = null;
        return taken;
    }

    /** Drops what is held. */
    void release() {
        ByteBuf dropped = take();
        if (dropped != null) {
            dropped.release();
        }
    }
}
