package io.penstock.compression;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** The bytes of a chunked body as they come in; fails where the connection ends before it. */
final class ChunkedInput extends InputStream {

    private final InputStream in;
    private int left;
    private boolean ended;

    ChunkedInput(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (left == 0 && !ended) {
            left = Integer.parseInt(line(), 16);
            ended = left == 0;
        }
        if (ended) {
            return -1;
        }
        int count = in.read(to, offset, Math.min(length, left));
        if (count < 0) {
            throw new EOFException("ended amid a chunk");
        }
        left -= count;
        if (left == 0) {
            line();
        }
        return count;
    }

    private String line() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("ended before the last chunk");
            }
            if (next != '\r') {
                text.append((char) next);
            }
        }
        return text.toString();
    }
}
