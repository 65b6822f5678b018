package io.penstock.gateway.inbound;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The requests kept under {@code src/test/resources/inbound/heads}. A file's name begins with what it must lead to:
 * {@code ok}, or the status of the refusal. In a file, line ends mean nothing, and bytes that are not plain text are
 * written as {@code \r}, {@code \n}, {@code \t} or {@code \xNN}.
 */
record HeadCorpus(String name, String content) {

    static List<HeadCorpus> all() {
        try (Stream<Path> files = Files.list(Path.of(Objects.requireNonNull(
                        HeadCorpus.class.getResource("/inbound/heads"), "src/test/resources/inbound/heads")
                .toURI()))) {
            return files.sorted()
                    .map(file -> new HeadCorpus(file.getFileName().toString(), read(file)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    byte[] bytes() {
        return content.getBytes(StandardCharsets.ISO_8859_1);
    }

    String expected() {
        return name.substring(0, name.indexOf('-'));
    }

    @Override
    public String toString() {
        return name;
    }

    private static String read(Path file) {
        try {
            return unescape(Files.readString(file).replace("\r", "").replace("\n", ""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String unescape(String text) {
        StringBuilder bytes = new StringBuilder();
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i++);
            if (c != '\\') {
                bytes.append(c);
                continue;
            }
            char kind = text.charAt(i++);
            switch (kind) {
                case 'r' -> bytes.append('\r');
                case 'n' -> bytes.append('\n');
                case 't' -> bytes.append('\t');
                case 'x' -> {
                    bytes.append((char) Integer.parseInt(text.substring(i, i + 2), 16));
                    i += 2;
                }
                default -> throw new IllegalArgumentException("\\" + kind + "; expected \\r, \\n, \\t or \\xNN");
            }
        }
        return bytes.toString();
    }
}
