package io.penstock.compression;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** gzip (RFC 1952) and deflate (RFC 1950, which is what HTTP means by the name), by the JDK. */
final class DeflateEncoder implements Encoder {

    private static final int ROOM = 512;

    /** No flags, no time, no name, operating system unknown. */
    private static final byte[] GZIP_HEAD = {0x1f, (byte) 0x8b, Deflater.DEFLATED, 0, 0, 0, 0, 0, 0, (byte) 0xff};

    private final boolean gzip;
    private final Deflater deflater;
    private final CRC32 checksum = new CRC32();
    private boolean begun;

    private DeflateEncoder(int level, boolean gzip) {
        this.gzip = gzip;
        this.deflater = new Deflater(level, gzip);
    }

    static DeflateEncoder gzip(int level) {
        return new DeflateEncoder(level, true);
    }

    static DeflateEncoder deflate(int level) {
        return new DeflateEncoder(level, false);
    }

    @Override
    public void add(ByteBuf bytes, ByteBuf out) {
        begin(out);
        for (ByteBuffer part : bytes.nioBuffers()) {
            if (gzip) {
                checksum.update(part.duplicate());
            }
            deflater.setInput(part);
            while (!deflater.needsInput()) {
                put(out, Deflater.NO_FLUSH);
            }
        }
    }

    @Override
    public void flush(ByteBuf out) {
        begin(out);
        while (put(out, Deflater.SYNC_FLUSH)) {
            // More to come.
        }
    }

    @Override
    public void finish(ByteBuf out) {
        begin(out);
        deflater.finish();
        while (!deflater.finished()) {
            put(out, Deflater.NO_FLUSH);
        }
        if (gzip) {
            out.writeIntLE((int) checksum.getValue());
            out.writeIntLE((int) deflater.getBytesRead());
        }
    }

    private void begin(ByteBuf out) {
        if (gzip && !begun) {
            out.writeBytes(GZIP_HEAD);
        }
        begun = true;
    }

    /** Puts out what there is room for; true where that was not all, for certain. */
    private boolean put(ByteBuf out, int flush) {
        out.ensureWritable(ROOM);
        int room = out.writableBytes();
        int length = deflater.deflate(out.internalNioBuffer(out.writerIndex(), room), flush);
        out.writerIndex(out.writerIndex() + length);
        return length == room;
    }

    @Override
    public void close() {
        deflater.end();
    }
}
