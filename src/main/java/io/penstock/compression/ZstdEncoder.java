package io.penstock.compression;

import com.github.luben.zstd.EndDirective;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.util.Native;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;

/** zstd (RFC 8878), by a native library. */
final class ZstdEncoder implements Encoder {

    private static final int ROOM = 512;

    /** 256 KiB: a tenth of what the level would take by itself, for nearly the same size. HTTP allows 8 MiB (RFC 9659). */
    private static final int WINDOW_BITS = 18;

    private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(1).limit(0);

    private final ZstdCompressCtx context = new ZstdCompressCtx();

    ZstdEncoder(int level) {
        context.setLevel(level).setWindowLog(WINDOW_BITS);
    }

    /**
     * Loads the library, which blocks.
     *
     * @throws LinkageError where it is not there, or not for this machine
     */
    static void load() {
        Native.load();
    }

    @Override
    public void add(ByteBuf bytes, ByteBuf out) {
        for (ByteBuffer part : bytes.nioBuffers()) {
            if (part.isDirect()) {
                addDirect(part, out);
            } else {
                addCopied(part, out);
            }
        }
    }

    private void addCopied(ByteBuffer part, ByteBuf out) {
        ByteBuf copy = out.alloc().directBuffer(part.remaining());
        try {
            copy.writeBytes(part);
            addDirect(copy.internalNioBuffer(0, copy.readableBytes()), out);
        } finally {
            copy.release();
        }
    }

    private void addDirect(ByteBuffer part, ByteBuf out) {
        while (part.hasRemaining()) {
            put(part, out, EndDirective.CONTINUE);
        }
    }

    @Override
    public void flush(ByteBuf out) {
        while (!put(NOTHING.duplicate(), out, EndDirective.FLUSH)) {
            // More to come.
        }
    }

    @Override
    public void finish(ByteBuf out) {
        while (!put(NOTHING.duplicate(), out, EndDirective.END)) {
            // More to come.
        }
    }

    /** Puts out what there is room for; true where that was all. */
    private boolean put(ByteBuffer part, ByteBuf out, EndDirective then) {
        out.ensureWritable(ROOM);
        ByteBuffer room = out.internalNioBuffer(out.writerIndex(), out.writableBytes());
        int before = room.position();
        boolean all = context.compressDirectByteBufferStream(room, part, then);
        out.writerIndex(out.writerIndex() + room.position() - before);
        return all;
    }

    @Override
    public void close() {
        context.close();
    }
}
