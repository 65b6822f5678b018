package io.penstock.testing;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads HTTP/1.1 messages, without forgiveness: what is not as the RFC says throws an {@link IOException}. */
final class Wire {

    private static final int MAX_LINE = 1 << 20;

    private Wire() {}

    /** A line without its CRLF; null where the stream ends before its first byte. */
    static @Nullable String line(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0; next = in.read()) {
            if (next == '\n') {
                String line = bytes.toString(StandardCharsets.ISO_8859_1);
                if (!line.endsWith("\r")) {
                    throw new IOException("line without CR: " + line);
                }
                return line.substring(0, line.length() - 1);
            }
            bytes.write(next);
            if (bytes.size() > MAX_LINE) {
                throw new IOException("line longer than " + MAX_LINE + " bytes");
            }
        }
        if (bytes.size() > 0) {
            throw new EOFException("ended amid a line: " + bytes.toString(StandardCharsets.ISO_8859_1));
        }
        return null;
    }

    /** The fields up to and including the empty line. */
    static List<RawField> fields(InputStream in) throws IOException {
        List<RawField> fields = new ArrayList<>();
        for (String line = requireLine(in); !line.isEmpty(); line = requireLine(in)) {
            fields.add(RawField.parse(line));
        }
        return fields;
    }

    static @Nullable String first(List<RawField> fields, String name) {
        for (RawField field : fields) {
            if (field.name().equalsIgnoreCase(name)) {
                return field.value();
            }
        }
        return null;
    }

    static boolean chunked(List<RawField> fields) {
        String coding = first(fields, "Transfer-Encoding");
        return coding != null && coding.toLowerCase(Locale.ROOT).endsWith("chunked");
    }

    /** Exactly {@code length} bytes. */
    static byte[] exactly(InputStream in, long length) throws IOException {
        byte[] bytes = in.readNBytes(Math.toIntExact(length));
        if (bytes.length < length) {
            throw new EOFException("ended after " + bytes.length + " of " + length + " bytes");
        }
        return bytes;
    }

    /** A chunked body; its trailers go to {@code trailers}. */
    static byte[] chunks(InputStream in, List<RawField> trailers) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            String size = requireLine(in);
            int length = Integer.parseInt(size.split(";", 2)[0].strip(), 16);
            if (length == 0) {
                trailers.addAll(fields(in));
                return body.toByteArray();
            }
            body.write(exactly(in, length));
            String end = requireLine(in);
            if (!end.isEmpty()) {
                throw new IOException("bytes after a chunk's end: " + end);
            }
        }
    }

    private static String requireLine(InputStream in) throws IOException {
        String line = line(in);
        if (line == null) {
            throw new EOFException("ended before the message did");
        }
        return line;
    }
}
