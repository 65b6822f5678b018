package io.penstock.batching.pages;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the whole items of one page in the format of the walk. An item that has only begun is kept back until its end is
 * here, so that no part of one ever looks like the whole. Confined to one thread.
 */
final class ItemWriter implements ItemScanner.Sink {

    private static final int FIRST_SIZE = 16 * 1024;

    private final WalkFormat format;
    private final boolean keepsLast;
    private @Nullable ByteBuf out;
    private Buffer last = Buffer.buffer();
    private long skip;
    private long items;
    private int begunAt;
    private int contentAt;
    private boolean begun;

    /**
     * A writer.
     *
     * @param skip how many items are to be passed over, since the caller has them
     * @param keepsLast whether {@link #last()} is wanted
     */
    ItemWriter(WalkFormat format, long skip, boolean keepsLast) {
        this.format = format;
        this.skip = skip;
        this.keepsLast = keepsLast;
    }

    @Override
    public void bytes(byte[] bytes, int from, int length, boolean lineBreaks) {
        ByteBuf to = open();
        if (!begun) {
            begun = true;
            begunAt = to.writerIndex();
            format.before(to);
            contentAt = to.writerIndex();
        }
        int at = to.writerIndex();
        to.writeBytes(bytes, from, length);
        if (lineBreaks && format.inLines()) {
            for (int i = at; i < at + length; i++) {
                byte b = to.getByte(i);
                // Within a text they would stand escaped, so these only part tokens.
                if (b == '\n' || b == '\r') {
                    to.setByte(i, ' ');
                }
            }
        }
    }

    @Override
    public void itemEnded() {
        ByteBuf to = open();
        items++;
        begun = false;
        if (keepsLast) {
            int length = to.writerIndex() - contentAt;
            byte[] copy = new byte[length];
            to.getBytes(contentAt, copy);
            last = Buffer.buffer(copy);
        }
        if (skip > 0) {
            skip--;
            to.writerIndex(begunAt);
        } else {
            format.after(to);
        }
    }

    /** The items that are whole since this was asked last; null where there are none. The caller's from now on. */
    @Nullable
    ByteBuf take() {
        ByteBuf from = out;
        int end = from == null ? 0 : begun ? begunAt : from.writerIndex();
        if (from == null || end == 0) {
            return null;
        }
        ByteBuf rest = null;
        if (begun) {
            rest = ByteBufAllocator.DEFAULT.buffer(Math.max(FIRST_SIZE, from.writerIndex() - end));
            rest.writeBytes(from, end, from.writerIndex() - end);
            contentAt -= begunAt;
            begunAt = 0;
            from.writerIndex(end);
        }
        out = rest;
        return from;
    }

    /** How many items have been read, those passed over among them. */
    long items() {
        return items;
    }

    /** How many items are still to be passed over. */
    long skipLeft() {
        return skip;
    }

    /** A copy of the last item; empty where there was none. */
    Buffer last() {
        return last;
    }

    /** Lets go of what was not taken. */
    void release() {
        if (out != null) {
            out.release();
            out = null;
        }
    }

    private ByteBuf open() {
        ByteBuf to = out;
        if (to == null) {
            to = ByteBufAllocator.DEFAULT.buffer(FIRST_SIZE);
            out = to;
        }
        return to;
    }
}
