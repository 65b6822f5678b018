package io.penstock.compression;

import io.penstock.testing.RawServer;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;

/** The bodies of upstreams, and the raw answers that hold them. */
final class Upstreams {

    private Upstreams() {}

    /** A JSON array of at least so many bytes, like those of an API. */
    static byte[] json(int size) {
        StringBuilder text = new StringBuilder("[");
        for (int id = 1; text.length() < size; id++) {
            text.append("{\"id\":")
                    .append(id)
                    .append(",\"name\":\"Customer ")
                    .append(Integer.toString(id * 7919 % 100_003, 36))
                    .append("\",\"active\":")
                    .append(id % 3 == 0)
                    .append("},\n");
        }
        return text.append("null]").toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The head of a 200 with these fields. */
    static String head(String... fields) {
        return "HTTP/1.1 200 OK\r\n" + String.join("\r\n", fields) + "\r\n\r\n";
    }

    /** An answer as a raw server sends it. */
    record Canned(String head, Buffer body) {

        /** A 200 with its length, and more fields. */
        static Canned ok(String type, byte[] body, String... fields) {
            String more = fields.length == 0 ? "" : "\r\n" + String.join("\r\n", fields);
            return new Canned(
                    Upstreams.head("Content-Type: " + type, "Content-Length: " + body.length + more),
                    Buffer.buffer(body));
        }
    }

    /** A server with an answer for each path; HEAD gets the head alone. */
    static RawServer serving(Map<String, Canned> answers) throws IOException {
        return RawServer.start(connection -> {
            for (var request = connection.next(); request != null; request = connection.next()) {
                String[] line = request.line().split(" ", 3);
                Canned answer = Objects.requireNonNull(answers.get(line[1]), line[1]);
                connection.write(answer.head());
                if (!line[0].equals("HEAD")) {
                    connection.write(answer.body().getBytes());
                }
            }
        });
    }
}
