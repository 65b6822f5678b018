package io.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.Await;
import io.penstock.testing.RawClient;
import io.penstock.testing.RawConnection;
import io.penstock.testing.RawRequest;
import io.penstock.testing.RawResponse;
import io.penstock.testing.RawServer;
import io.penstock.testing.TestGateway;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Connections that break under a request: what is sent once more, and what never is. */
class RepetitionIT {

    private static final String HALF_AN_ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf";

    /** When the upstream resets the connection. */
    enum Phase {
        CONNECT,
        HEAD,
        MID_BODY,
        WAITING,
        MID_RESPONSE;

        /** Takes a request up to this phase, and resets. */
        void reset(RawConnection connection, Upstream upstream) throws IOException {
            if (this != CONNECT) {
                connection.input().read();
            }
            if (compareTo(HEAD) > 0) {
                RawRequest head = connection.nextHead();
                if (head != null) {
                    upstream.saw(head);
                    if (this == MID_BODY && head.field("Content-Length") != null) {
                        connection.input().read();
                    }
                }
            }
            if (this == MID_RESPONSE) {
                connection.write(HALF_AN_ANSWER);
            }
            connection.reset();
            upstream.resets.incrementAndGet();
        }
    }

    /** Counts the requests that it saw, by their target. */
    private static final class Upstream {

        private final Map<String, AtomicInteger> seen = new ConcurrentHashMap<>();
        private final AtomicInteger resets = new AtomicInteger();

        void saw(RawRequest request) {
            String target = request.line().split(" ", -1)[1];
            seen.computeIfAbsent(target, absent -> new AtomicInteger()).incrementAndGet();
        }

        void serve(RawConnection connection) throws IOException {
            RawRequest request = connection.next();
            if (request != null) {
                saw(request);
                connection.write(RawServer.ok("ok"));
            }
        }
    }

    @Test
    void tenThousandResets_duplicateNoRequestThatMustNotBeRepeated() throws Exception {
        int calls = 14_000;
        Upstream upstream = new Upstream();
        RawServer.Script script = connection -> {
            // Some connections are reset under their first request, the others under their second.
            if (connection.index() % 4 == 0) {
                upstream.serve(connection);
            }
            Phase.values()[connection.index() % Phase.values().length].reset(connection, upstream);
        };
        Map<Integer, AtomicInteger> statuses = new ConcurrentHashMap<>();
        try (RawServer server = RawServer.start(script);
                TestGateway gateway = TestGateway.to(
                        server.url(),
                        ".pool.size",
                        "8",
                        ".pool.minIdle",
                        "0",
                        ".pool.reconnect.baseDelay",
                        "1ms",
                        ".pool.reconnect.maxDelay",
                        "10ms",
                        ".breaker.enabled",
                        "false")) {
            Callers.make(gateway, 8, calls, (unused, n) -> {
                String request = n % 2 == 0
                        ? RawClient.json("POST", "/api/post-" + n, "{\"order\":" + n + "}")
                        : RawClient.get("/api/get-" + n);
                // An answer that is cut costs the caller its connection.
                try (RawClient caller = gateway.connect().send(request)) {
                    int status = receive(caller);
                    assertThat(status).isIn(200, 502, -1);
                    statuses.computeIfAbsent(status, absent -> new AtomicInteger())
                            .incrementAndGet();
                }
            });
            Await.until("all leases are back", () -> gateway.pool().active() == 0);
        }

        assertThat(upstream.resets.get()).as("resets").isGreaterThanOrEqualTo(10_000);
        assertThat(upstream.seen)
                .allSatisfy((target, times) ->
                        assertThat(times.get()).as(target).isLessThanOrEqualTo(target.startsWith("/post") ? 1 : 2));
        assertThat(statuses).as("statuses").containsKey(200);
    }

    /** The status, or −1 where the answer was cut, and with it the caller's connection. */
    private static int receive(RawClient caller) throws IOException {
        RawResponse head = caller.receiveHead();
        String length = head.field("Content-Length");
        int expected = length == null ? 0 : Integer.parseInt(length);
        return caller.input().readNBytes(expected).length < expected ? -1 : head.status();
    }

    @ParameterizedTest
    @EnumSource
    void idempotentRequest_onAReusedConnectionThatDies_isSentOnceMoreOnAFreshOne(Phase phase) throws Exception {
        int status = secondRequest(phase, RawClient.get("/api/second"), 2);

        // The head of a short answer waits a moment for its body: mostly the caller sees nothing of the half.
        assertThat(status).isIn(phase == Phase.MID_RESPONSE ? List.of(502, -1) : List.of(200));
    }

    @ParameterizedTest
    @EnumSource(names = {"HEAD", "MID_BODY", "WAITING"})
    void otherRequest_onAReusedConnectionThatDies_isNotRepeated(Phase phase) throws Exception {
        assertThat(secondRequest(phase, RawClient.json("POST", "/api/second", "{}"), 1))
                .isEqualTo(502);
    }

    /** The status of a request on a connection that breaks under it after having served another one. */
    private static int secondRequest(Phase phase, String request, int most) throws Exception {
        Upstream upstream = new Upstream();
        RawServer.Script script = connection -> {
            upstream.serve(connection);
            if (connection.index() == 0) {
                phase.reset(connection, upstream);
            } else {
                connection.hold();
            }
        };
        try (RawServer server = RawServer.start(script);
                TestGateway gateway = TestGateway.to(server.url(), ".pool.size", "1", ".pool.minIdle", "0")) {
            assertThat(RawClient.exchange(gateway.port(), RawClient.get("/api/first"))
                            .status())
                    .isEqualTo(200);
            try (RawClient caller = gateway.connect()) {
                int status = receive(caller.send(request));
                assertThat(upstream.seen
                                .getOrDefault("/second", new AtomicInteger())
                                .get())
                        .isLessThanOrEqualTo(most);
                return status;
            }
        }
    }

    @Test
    void freshConnectionThatDies_isNotAReasonToRepeat() throws Exception {
        Upstream upstream = new Upstream();
        try (RawServer server = RawServer.start(connection -> Phase.WAITING.reset(connection, upstream));
                TestGateway gateway = TestGateway.to(server.url(), ".pool.minIdle", "0")) {
            RawResponse answer = RawClient.exchange(gateway.port(), RawClient.get("/api/once"));

            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.text()).contains("connection-lost");
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void repeatedRequest_carriesItsBodyAgain_upToTheReplayBuffer() throws Exception {
        RawServer.Script script = connection -> {
            connection.next();
            connection.write(RawServer.ok("first"));
            RawRequest second = connection.next();
            if (second != null && connection.index() == 0) {
                connection.reset();
            } else if (second != null) {
                connection.write(RawServer.ok(second.text()));
            }
        };
        // On a fresh connection the repeated request is the first one.
        RawServer.Script echo = connection -> {
            if (connection.index() == 0) {
                script.serve(connection);
            } else {
                RawRequest request = connection.next();
                connection.write(RawServer.ok(request == null ? "" : request.text()));
            }
        };
        try (RawServer server = RawServer.start(echo);
                TestGateway gateway = TestGateway.to(server.url(), ".pool.size", "1", ".pool.minIdle", "0")) {
            RawClient.exchange(gateway.port(), RawClient.get("/api/"));
            String body = "{\"text\":\"" + "x".repeat(20_000) + "\"}";

            RawResponse answer = RawClient.exchange(gateway.port(), RawClient.json("PUT", "/api/", body));

            assertThat(answer.text()).isEqualTo(body);
        }
    }
}
