package io.penstock.batching.pages;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the whole items of one page in the format of the walk. An item that has only begun is kept back until its end is
 * here, so that no part of one ever looks like the whole. Confined to one thread.
 *
 * <p>Items that stand close together in a chunk, with nothing but a comma between them, are copied as one run: where the
 * format wants something else there, it takes the comma's place.
 */
final class ItemWriter implements ItemScanner.Sink {

    private static final int FIRST_SIZE = 16 * 1024;
    private static final int NOWHERE = -1;

    private final byte[] before;
    private final byte[] after;
    private final boolean inLines;
    private final boolean keepsLast;
    private final long skipped;
    private @Nullable ByteBuf out;
    private int expected = FIRST_SIZE;
    private Buffer last = Buffer.buffer();
    private long most = Long.MAX_VALUE;
    private long items;
    private boolean tooMany;
    // The run in the current chunk, and the last whole item there.
    private int runFrom;
    private int runTo = NOWHERE;
    private int lastFrom;
    private int lastTo = NOWHERE;
    // The item that goes on beyond its chunk, in what is gathered.
    private int begunAt;
    private int contentAt;
    private boolean begun;

    /**
     * A writer.
     *
     * @param skipped how many items are to be passed over, since the caller has them
     * @param keepsLast whether {@link #last()} is wanted
     */
    ItemWriter(WalkFormat format, long skipped, boolean keepsLast) {
        this.before = bytes(format.before());
        this.after = bytes(format.after());
        this.inLines = format.inLines();
        this.skipped = skipped;
        this.keepsLast = keepsLast;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Takes no more items than that, those passed over among them. */
    void limit(long mostItems) {
        most = mostItems;
    }

    /** Says how many bytes come next, so that room for their items is made at once. */
    void expect(int bytes) {
        expected = Math.max(FIRST_SIZE, bytes + bytes / 16);
    }

    @Override
    public void whole(byte[] chunk, int from, int to, boolean lineBreaks) {
        if (refuses()) {
            return;
        }
        items++;
        if (keepsLast) {
            lastFrom = from;
            lastTo = to;
        }
        if (items <= skipped) {
            return;
        }
        if (lineBreaks && inLines) {
            joinLines(chunk, from, to);
        }
        if (runTo + 1 == from && runTo != NOWHERE && before.length + after.length == 1) {
            chunk[runTo] = after.length == 0 ? before[0] : after[0];
        } else {
            writeRun(chunk);
            runFrom = from;
        }
        runTo = to;
    }

    private boolean refuses() {
        tooMany |= items >= most;
        return tooMany;
    }

    private void writeRun(byte[] chunk) {
        if (runTo != NOWHERE) {
            ByteBuf to = open();
            to.writeBytes(before);
            to.writeBytes(chunk, runFrom, runTo - runFrom);
            to.writeBytes(after);
            runTo = NOWHERE;
        }
    }

    /** Within a text they would stand escaped, so these only part tokens. */
    private static void joinLines(byte[] chunk, int from, int to) {
        for (int i = from; i < to; i++) {
            if (chunk[i] == '\n' || chunk[i] == '\r') {
                chunk[i] = ' ';
            }
        }
    }

    @Override
    public void part(byte[] chunk, int from, int to, boolean lineBreaks) {
        if (refuses()) {
            return;
        }
        writeRun(chunk);
        ByteBuf into = open();
        if (!begun) {
            begun = true;
            begunAt = into.writerIndex();
            into.writeBytes(before);
            contentAt = into.writerIndex();
        }
        if (lineBreaks && inLines) {
            joinLines(chunk, from, to);
        }
        into.writeBytes(chunk, from, to - from);
    }

    @Override
    public void itemEnded() {
        if (tooMany) {
            return;
        }
        ByteBuf to = open();
        items++;
        begun = false;
        if (keepsLast) {
            byte[] copy = new byte[to.writerIndex() - contentAt];
            to.getBytes(contentAt, copy);
            last = Buffer.buffer(copy);
        }
        if (items <= skipped) {
            to.writerIndex(begunAt);
        } else {
            to.writeBytes(after);
        }
    }

    @Override
    public void chunkEnded(byte[] chunk) {
        writeRun(chunk);
        if (lastTo != NOWHERE) {
            last = Buffer.buffer(Arrays.copyOfRange(chunk, lastFrom, lastTo));
            lastTo = NOWHERE;
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
            int length = from.writerIndex() - end;
            rest = ByteBufAllocator.DEFAULT.buffer(Math.max(expected, length));
            rest.writeBytes(from, end, length);
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

    /** How many of them were not passed over. */
    long ready() {
        return Math.max(0, items - skipped);
    }

    /** Whether there were more items than it was to take. */
    boolean tooMany() {
        return tooMany;
    }

    /** How many items are still to be passed over. */
    long skipLeft() {
        return Math.max(0, skipped - items);
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
            to = ByteBufAllocator.DEFAULT.buffer(expected);
            out = to;
        }
        return to;
    }
}
