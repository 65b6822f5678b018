package io.penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.RawClient;
import io.penstock.testing.RawRequest;
import io.penstock.testing.RawResponse;
import io.penstock.testing.RawServer;
import io.penstock.testing.TestGateway;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that may ask for a walk, on a route that says nothing of pages: what is no list with a link passes as it is. */
class UnconfiguredWalkIT {

    private static final String LINES = "application/x-ndjson";

    private static String get(String more) {
        return "GET /api/list HTTP/1.1\r\nHost: test\r\nAccept: " + LINES + "\r\n" + more + "\r\n";
    }

    private static String page(String body, String more) {
        return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" + more + "Content-Length: " + body.length()
                + "\r\n\r\n" + body;
    }

    private static RawServer twoPages(String first, String second) throws IOException {
        return RawServer.start(connection -> {
            for (RawRequest request = connection.next(); request != null; request = connection.next()) {
                connection.write(request.line().contains("p=2") ? second : first);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Range: bytes=0-3",
                "If-Match: \"a\"",
                "If-None-Match: \"a\"",
                "If-Modified-Since: Mon, 02 Nov 2026 10:00:00 GMT",
                "If-Unmodified-Since: Mon, 02 Nov 2026 10:00:00 GMT",
            })
    void request_forAPartOrUnderACondition_isNoWalk(String field) throws IOException {
        try (RawServer upstream = RawServer.answering(page("[1,2]", "Link: </list?p=2>; rel=next\r\n"));
                TestGateway gateway = TestGateway.to(upstream.url())) {
            RawResponse answer = RawClient.exchange(gateway.port(), get(field + "\r\n"));
            assertThat(answer.text()).isEqualTo("[1,2]");
            assertThat(answer.field("penstock-walk")).isNull();
            RawRequest asked = upstream.requests().get(0);
            String[] parts = field.split(": ", 2);
            assertThat(asked.field(parts[0])).isEqualTo(parts[1]);
            assertThat(asked.field("accept")).isEqualTo(LINES);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "br", "gzip;q=0.5, *;q=0"})
    void request_keepsWhatItsCallerSaid_untilItIsAWalk(String encoding) throws IOException {
        try (RawServer upstream = twoPages(page("[1,2]", "Link: </list?p=2>; rel=next\r\n"), page("[3]", ""));
                TestGateway gateway = TestGateway.to(upstream.url(), "features.compression", "false")) {
            String accepted = encoding.isEmpty() ? "" : "Accept-Encoding: " + encoding + "\r\n";
            RawResponse answer = RawClient.exchange(gateway.port(), get("Idempotency-Key: k\r\n" + accepted));
            assertThat(answer.text()).isEqualTo("1\n2\n3\n");
            RawRequest first = upstream.requests().get(0);
            assertThat(first.field("idempotency-key")).isEqualTo("k");
            assertThat(first.field("accept-encoding")).isEqualTo(encoding.isEmpty() ? null : encoding);
            assertThat(first.field("accept")).isEqualTo(LINES + ", application/json;q=0.9");
            RawRequest second = upstream.requests().get(1);
            assertThat(second.field("idempotency-key")).isNull();
            assertThat(second.field("accept-encoding")).isEqualTo("gzip, deflate");
        }
    }

    @Test
    void accept_ofSeveralFields_isKeptWhole() throws IOException {
        try (RawServer upstream = RawServer.answering(RawServer.ok("hello"));
                TestGateway gateway = TestGateway.to(upstream.url())) {
            assertThat(RawClient.exchange(gateway.port(), get("Accept: text/plain\r\n"))
                            .text())
                    .isEqualTo("hello");
            assertThat(upstream.requests().get(0).field("accept"))
                    .isEqualTo(LINES + ", text/plain, application/json;q=0.9");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type: text/plain\r\nContent-Encoding: gzip\r\n",
                "Content-Type: application/json\r\nContent-Encoding: gzip\r\n",
                // A list with a link, but what it says cannot be read here.
                "Content-Type: application/json\r\nContent-Encoding: br\r\nLink: </list?p=2>; rel=next\r\n",
            })
    void answer_thatIsNoReadableList_keepsItsEncoding(String fields) throws IOException {
        byte[] body = gzip("[1,2]");
        try (RawServer upstream = RawServer.start(connection -> {
                    while (connection.next() != null) {
                        connection.write(
                                "HTTP/1.1 200 OK\r\n" + fields + "Content-Length: " + body.length + "\r\n\r\n");
                        connection.write(body);
                    }
                });
                TestGateway gateway = TestGateway.to(upstream.url())) {
            RawResponse answer = RawClient.exchange(gateway.port(), get("Accept-Encoding: gzip, br\r\n"));
            assertThat(answer.body().getBytes()).isEqualTo(body);
            assertThat(fields).contains("Content-Encoding: " + answer.field("content-encoding"));
            assertThat(answer.field("content-length")).isEqualTo(Integer.toString(body.length));
            assertThat(answer.field("penstock-walk")).isNull();
            assertThat(upstream.requests()).hasSize(1);
        }
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    @Test
    void walk_ofWhichNothingHasArrived_goesOnWithAPageThatHasNoLink() throws IOException {
        AtomicBoolean broken = new AtomicBoolean(true);
        String last = page("[1,2]", "");
        try (RawServer upstream = RawServer.start(connection -> {
                    for (RawRequest request = connection.next(); request != null; request = connection.next()) {
                        if (!request.line().contains("p=2")) {
                            connection.write(page("[]", "Link: </list?p=2>; rel=next\r\n"));
                        } else if (broken.get()) {
                            connection.write(last.substring(0, last.length() - 2));
                            return;
                        } else {
                            connection.write(last);
                        }
                    }
                });
                TestGateway gateway = TestGateway.to(upstream.url())) {
            String walk;
            try (RawClient client = gateway.connect()) {
                client.send(get(""));
                walk = client.receiveHead().field("penstock-walk");
                assertThat(client.receiveRest().text()).doesNotEndWith("0\r\n\r\n");
            }
            broken.set(false);
            RawResponse rest = RawClient.exchange(
                    gateway.port(), get("Penstock-Resume: " + walk + "\r\nPenstock-Received: 0\r\n"));
            assertThat(rest.text()).isEqualTo("1\n2\n");
        }
    }
}
