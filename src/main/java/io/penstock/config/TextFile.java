package io.penstock.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads small files of UTF-8 text whole, with a bound. Blocks: at start-up only. */
final class TextFile {
    private static final int LARGEST_SECRET = 64 * 1024;

    private TextFile() {}

    /** The contents of a file of at most so many bytes. */
    static byte[] bytes(Path file, int most) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException("it is a directory");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(most + 1);
            if (bytes.length > most) {
                throw new IOException("it is larger than " + new DataSize(most));
            }
            return bytes;
        }
    }

    /** The text of bytes, without a byte order mark. */
    static String text(byte[] bytes) throws CharacterCodingException {
        String text = StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    /** A secret: the text of a file without the newline at its end. */
    static String secret(Path file) throws IOException {
        String text = text(bytes(file, LARGEST_SECRET));
        int end = text.endsWith("\r\n") ? text.length() - 2 : text.endsWith("\n") ? text.length() - 1 : text.length();
        return text.substring(0, end);
    }

    /** Why a file could not be read, in words, without its name. */
    static String reason(Exception e) {
        if (e instanceof NoSuchFileException) {
            return "there is no such file";
        } else if (e instanceof AccessDeniedException) {
            return "access to it is denied";
        } else if (e instanceof CharacterCodingException) {
            return "it is not UTF-8";
        } else if (e instanceof IllegalArgumentException) {
            return "this is no path";
        }
        return e.getClass() == IOException.class ? String.valueOf(e.getMessage()) : "it could not be read";
    }
}
