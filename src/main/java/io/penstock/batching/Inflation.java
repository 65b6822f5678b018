package io.penstock.batching;

import io.penstock.error.NetworkException;
import io.penstock.error.Problem;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Takes gzip (RFC 1952, any number of members) or deflate apart, as much at a time as there is room for. Deflate is zlib's
 * format (RFC 1950), or, as some servers send it, the bare stream (RFC 1951). Holds native memory until it is closed. Confined
 * to one thread.
 */
final class Inflation implements AutoCloseable {

    private static final int HEADER_LENGTH = 10;
    private static final int TRAILER_LENGTH = 8;
    private static final int CHECK = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int RESERVED = 0xe0;

    private enum Part {
        HEADER,
        EXTRA_LENGTH,
        EXTRA,
        NAME,
        COMMENT,
        CHECK,
        BODY,
        TRAILER,
        BETWEEN,
        END
    }

    private final boolean gzip;
    private final CRC32 sum = new CRC32();
    private @Nullable Inflater inflater;
    private byte[] input = new byte[0];
    private int at;
    private int end;
    private Part part;
    private int flags;
    private int seen;
    private int extraLeft;
    private long trailer;

    /** Whether there may be more to take than there was room for, although all input has been read. */
    private boolean full;

    /** An inflation of gzip, or else of deflate. */
    Inflation(boolean gzip) {
        this.gzip = gzip;
        this.part = gzip ? Part.HEADER : Part.BODY;
    }

    /** Gives it the next bytes, which are its own until {@link #inflate} returns 0. */
    void feed(byte[] bytes) {
        input = bytes;
        at = 0;
        end = bytes.length;
        if (part == Part.BODY && inflater != null) {
            inflater.setInput(bytes);
        }
    }

    /**
     * Fills {@code out} as far as it can.
     *
     * @return how many bytes it wrote; 0 where it needs more input
     * @throws NetworkException where it is not what it should be
     */
    int inflate(byte[] out) {
        while (at < end || full) {
            if (part == Part.BODY) {
                int written = body(out);
                if (written > 0) {
                    return written;
                }
            } else {
                frame(input[at] & 0xff);
                at++;
            }
        }
        return 0;
    }

    /** Whether it may end here. */
    boolean whole() {
        return part == Part.END || part == Part.BETWEEN;
    }

    private int body(byte[] out) {
        Inflater open = inflater;
        if (open == null) {
            // The first byte of zlib's format names the method. No bare stream that a server sends begins with that.
            open = new Inflater(gzip || (input[at] & 0x0f) != 8);
            inflater = open;
            open.setInput(input, at, end - at);
        }
        int written;
        try {
            written = open.inflate(out);
        } catch (DataFormatException e) {
            throw flawed("a body that cannot be inflated; expected " + (gzip ? "gzip" : "deflate"));
        }
        at = end - open.getRemaining();
        sum.update(out, 0, written);
        if (open.finished()) {
            part = gzip ? Part.TRAILER : Part.END;
            seen = 0;
            trailer = 0;
        } else if (open.needsDictionary()) {
            throw flawed("a body that wants a dictionary; expected none");
        }
        full = written == out.length && part == Part.BODY;
        return written;
    }

    private void frame(int b) {
        switch (part) {
            case HEADER -> header(b);
            case EXTRA_LENGTH -> {
                extraLeft |= b << (8 * seen);
                seen++;
                if (seen == 2) {
                    part = Part.EXTRA;
                    if (extraLeft == 0) {
                        goOnFrom(NAME);
                    }
                }
            }
            case EXTRA -> {
                extraLeft--;
                if (extraLeft == 0) {
                    goOnFrom(NAME);
                }
            }
            case NAME, COMMENT -> {
                if (b == 0) {
                    goOnFrom(part == Part.NAME ? COMMENT : 2 * COMMENT);
                }
            }
            case CHECK -> {
                seen++;
                if (seen == 2) {
                    begin();
                }
            }
            case TRAILER -> trailer(b);
            case BETWEEN -> {
                part = Part.HEADER;
                seen = 0;
                header(b);
            }
            case BODY, END -> throw flawed("bytes after the end of a body; expected none");
        }
    }

    private void header(int b) {
        boolean expected = switch (seen) {
            case 0 -> b == 0x1f;
            case 1 -> b == 0x8b;
            case 2 -> b == 8;
            case 3 -> (b & RESERVED) == 0;
            default -> true;
        };
        if (!expected) {
            throw flawed("a body that does not begin as gzip does; expected gzip");
        }
        if (seen == 3) {
            flags = b;
        }
        seen++;
        if (seen == HEADER_LENGTH) {
            goOnFrom(EXTRA);
        }
    }

    /** Goes on to the next of the optional parts that is there: they come in the order of their flags, the check aside. */
    private void goOnFrom(int flag) {
        int left = flags & -flag;
        seen = 0;
        extraLeft = 0;
        if ((left & EXTRA) != 0) {
            part = Part.EXTRA_LENGTH;
        } else if ((left & NAME) != 0) {
            part = Part.NAME;
        } else if ((left & COMMENT) != 0) {
            part = Part.COMMENT;
        } else if ((flags & CHECK) != 0) {
            part = Part.CHECK;
        } else {
            begin();
        }
    }

    private void begin() {
        part = Part.BODY;
        sum.reset();
        close();
    }

    private void trailer(int b) {
        trailer |= (long) b << (8 * seen);
        seen++;
        if (seen == TRAILER_LENGTH) {
            Inflater done = inflater;
            long length = done == null ? 0 : done.getBytesWritten() & 0xffffffffL;
            if (trailer != (sum.getValue() | (length << 32))) {
                throw flawed("a body whose checksum or length is another; expected those at its end");
            }
            close();
            part = Part.BETWEEN;
        }
    }

    private static NetworkException flawed(String detail) {
        return new NetworkException(Problem.BAD_ENCODING, detail, false);
    }

    /** Gives back native memory. */
    @Override
    public void close() {
        if (inflater != null) {
            inflater.end();
            inflater = null;
        }
    }
}
