package io.penstock.gateway;

import static io.penstock.error.Problem.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.error.Problem;
import io.penstock.testing.Await;
import io.penstock.testing.BlackHole;
import io.penstock.testing.RawClient;
import io.penstock.testing.RawResponse;
import io.penstock.testing.RawServer;
import io.penstock.testing.TestGateway;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Provokes each failure that the gateway can answer with, and reads the answer. */
class ProblemsIT {

    /** What no caller is answered with, or none that a test could be. */
    private static final Set<Problem> NEVER_ANSWERED = EnumSet.of(
            INTERNAL_ERROR, // A defect: there is no way to it that is known and left open.
            SHUTTING_DOWN, // Exchanges in flight are let through; only a drain that was cut short ends in it.
            STREAM_IDLE, // After the head: the answer breaks off.
            STREAM_TOO_LONG, // As STREAM_IDLE.
            ANSWER_TOO_LARGE, // Only calls within the process collect answers.
            CONFIGURATION, // Told at start.
            CANCELLED, // The caller is gone.
            MEMORY_PRESSURE, // Not without filling it, as MemoryIT does.
            RESOURCE_EXHAUSTED, // Not without running out of them.
            FILESYSTEM, // No exchange touches a file.
            UPSTREAM_BAD_REQUEST, // The upstream's own answer passes; programs get these as exceptions.
            UPSTREAM_UNAUTHENTICATED,
            UPSTREAM_FORBIDDEN,
            UPSTREAM_NOT_FOUND,
            UPSTREAM_CONFLICT,
            UPSTREAM_VALIDATION,
            UPSTREAM_RATE_LIMITED,
            UPSTREAM_FAILED,
            PAGE_REFUSED, // What happens to a walk after its answer has begun breaks it off.
            WALK_LOOPS,
            WALK_LEAVES_UPSTREAM,
            WALK_TOO_LONG,
            ITEM_MISSING); // Takes several callers at once: see BatchingIT.

    private static final Set<Problem> WITH_RETRY_AFTER =
            EnumSet.of(POOL_TIMEOUT, POOL_QUEUE_FULL, TOO_MANY_CONNECTIONS, CREDENTIAL_UNAVAILABLE, RATE_LIMITED);

    private static final String GET_LINE = " HTTP/1.1\r\nHost: test\r\n";

    private static final Map<Problem, Provocation> PROVOCATIONS = new EnumMap<>(Problem.class);

    static {
        PROVOCATIONS.put(CREDENTIAL_UNAVAILABLE, () -> answer(RawClient.get("/signed/x")));
        PROVOCATIONS.put(BAD_REQUEST, () -> answer("GET /api/x" + GET_LINE + "Penstock-Max-Wait: soon\r\n\r\n"));
        PROVOCATIONS.put(PATH_ESCAPES_UPSTREAM, () -> answer(RawClient.get("/api/../x")));
        PROVOCATIONS.put(UNKNOWN_UPSTREAM, () -> answer(RawClient.get("/nowhere")));
        PROVOCATIONS.put(METHOD_NOT_ALLOWED, () -> answer("TRACE /api/x" + GET_LINE + "\r\n"));
        PROVOCATIONS.put(METHOD_NOT_IMPLEMENTED, () -> answer("BREW /api/x" + GET_LINE + "\r\n"));
        PROVOCATIONS.put(CALLER_TOO_SLOW, () -> answer("POST /silent/x" + GET_LINE + "Content-Length: 10\r\n\r\nslow"));
        PROVOCATIONS.put(
                BODY_TOO_LARGE, () -> answer("POST /api/x" + GET_LINE + "Content-Length: 99999999999\r\n\r\n"));
        PROVOCATIONS.put(URI_TOO_LONG, () -> answer(RawClient.get("/api/" + "x".repeat(9_000))));
        PROVOCATIONS.put(EXPECTATION_FAILED, () -> answer("GET /api/x" + GET_LINE + "Expect: miracles\r\n\r\n"));
        PROVOCATIONS.put(
                HEAD_TOO_LARGE, () -> answer("GET /api/x" + GET_LINE + "X: " + "x".repeat(20_000) + "\r\n\r\n"));
        PROVOCATIONS.put(
                TRANSFER_CODING_UNSUPPORTED,
                () -> answer("POST /api/x" + GET_LINE + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"));
        PROVOCATIONS.put(
                UPGRADE_UNSUPPORTED,
                () -> answer("GET /api/x" + GET_LINE + "Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n"));
        PROVOCATIONS.put(DNS_FAILURE, () -> answer(RawClient.get("/unnamed/x")));
        PROVOCATIONS.put(CONNECTION_REFUSED, () -> answer(RawClient.get("/closed/x")));
        PROVOCATIONS.put(CONNECTION_FAILED, () -> answer(RawClient.get("/tunnel/x")));
        PROVOCATIONS.put(TLS_FAILURE, () -> answer(RawClient.get("/plaintext/x")));
        PROVOCATIONS.put(CONNECTION_LOST, () -> answer(RawClient.get("/closing/x")));
        PROVOCATIONS.put(BAD_UPSTREAM_ANSWER, () -> answer(RawClient.get("/garbage/x")));
        PROVOCATIONS.put(CONNECTION_TIMEOUT, () -> answer(RawClient.get("/hole/x")));
        PROVOCATIONS.put(ATTEMPT_TIMEOUT, () -> answer(RawClient.get("/silent/x")));
        PROVOCATIONS.put(TOTAL_TIMEOUT, () -> answer(RawClient.get("/silent/total")));
        PROVOCATIONS.put(
                POOL_TIMEOUT,
                () -> whileTaken("/patient", "GET /patient/x" + GET_LINE + "Penstock-Max-Wait: 0\r\n\r\n"));
        PROVOCATIONS.put(POOL_QUEUE_FULL, () -> whileTaken("/narrow", RawClient.get("/narrow/other")));
        PROVOCATIONS.put(STREAMS_EXHAUSTED, () -> whileTaken("/events", RawClient.get("/events/x")));
        PROVOCATIONS.put(RATE_LIMITED, ProblemsIT::oneCallTooMany);
        PROVOCATIONS.put(CIRCUIT_OPEN, ProblemsIT::trippedOnRequest);
        PROVOCATIONS.put(BAD_PAGE, () -> answer("GET /paged/x" + GET_LINE + "Accept: application/x-ndjson\r\n\r\n"));
        PROVOCATIONS.put(
                BAD_ENCODING, () -> answer("GET /encoded/x" + GET_LINE + "Accept: application/x-ndjson\r\n\r\n"));
        PROVOCATIONS.put(
                WALK_GONE,
                () -> answer("GET /paged/x" + GET_LINE
                        + "Accept: application/x-ndjson\r\nPenstock-Resume: x\r\nPenstock-Received: 1\r\n\r\n"));
        PROVOCATIONS.put(TOO_MANY_CONNECTIONS, ProblemsIT::oneConnectionTooMany);
    }

    private static RawServer hello;
    private static RawServer silent;
    private static RawServer closing;
    private static RawServer garbage;
    private static RawServer events;
    private static RawServer tunnel;
    private static RawServer refusing;
    private static RawServer encoded;
    private static BlackHole hole;
    private static TestGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        hello = RawServer.answering(RawServer.ok("hello"));
        silent = RawServer.start(connection -> {
            connection.nextHead();
            connection.hold();
        });
        closing = RawServer.start(connection -> connection.next());
        garbage = RawServer.answering("SMTP ready\r\n\r\n");
        events = RawServer.start(connection -> {
            connection.next();
            connection.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                    + "Transfer-Encoding: chunked\r\n\r\n1\r\n\n\r\n");
            connection.hold();
        });
        refusing = RawServer.answering("HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\n"
                + "Content-Length: 26\r\n\r\n{\"error\":\"invalid_client\"}");
        encoded = RawServer.answering("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: br\r\n"
                + "Content-Length: 2\r\n\r\n[]");
        hole = BlackHole.open();
        String closedPort;
        try (ServerSocket socket = new ServerSocket(0)) {
            closedPort = Integer.toString(socket.getLocalPort());
        }
        tunnel = RawServer.answering("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
        gateway = TestGateway.configured("""
                server: { stall: 150ms }
                upstreams:
                  api: { url: "%s" }
                  unnamed: { url: "http://nowhere.invalid", pool: { minIdle: 0, reconnect: { patience: 0s } } }
                  closed: { url: "http://127.0.0.1:%s", pool: { minIdle: 0, reconnect: { patience: 0s } } }
                  tunnel: { url: "https://127.0.0.1:%2$s", proxy: "%s", pool: { minIdle: 0, reconnect: { patience: 0s } } }
                  plaintext: { url: "https://127.0.0.1:%s", pool: { minIdle: 0, reconnect: { patience: 0s } } }
                  closing: { url: "%s" }
                  garbage: { url: "%s" }
                  hole: { url: "http://127.0.0.1:%s", timeouts: { connect: 100ms }, pool: { minIdle: 0, reconnect: { patience: 0s } } }
                  silent:
                    url: "%s"
                    timeouts: { attempt: 300ms }
                    retry: { maxRetries: 1, baseDelay: 1ms }
                    breaker: { enabled: false }
                    routes: [ { match: GET /total, totalTimeout: 100ms } ]
                  patient: { url: "%8$s", pool: { size: 1 } }
                  tripped: { url: "%8$s" }
                  limited: { url: "%1$s", rateLimit: { perSecond: 1, burst: 1, headroom: 0 } }
                  narrow: { url: "%8$s", pool: { size: 1, maxWaiting: 0 }, coalesce: { enabled: false } }
                  events: { url: "%s", pool: { size: 2, maxStreams: 1 } }
                  signed: { url: "%8$s", credential: refused }
                  paged: { url: "%1$s", routes: [ { match: GET /x, pages: { style: link } } ] }
                  encoded: { url: "%s", routes: [ { match: GET /x, pages: { style: link } } ] }
                credentials:
                  refused: { type: oauth2, tokenUrl: "%s/token", clientId: c, clientSecret: s, cooldown: 1s }
                """.formatted(
                        hello.url(),
                        closedPort,
                        tunnel.url(),
                        garbage.port(),
                        closing.url(),
                        garbage.url(),
                        hole.port(),
                        silent.url(),
                        events.url(),
                        encoded.url(),
                        refusing.url()));
    }

    @AfterAll
    static void stop() {
        gateway.close();
        Stream.of(hello, silent, closing, garbage, events, tunnel, refusing, encoded)
                .forEach(RawServer::close);
        hole.close();
    }

    @Test
    void everyProblem_isProvokedHereOrNeverAnswered() {
        Set<Problem> covered = EnumSet.copyOf(PROVOCATIONS.keySet());
        assertThat(covered).doesNotContainAnyElementsOf(NEVER_ANSWERED);
        covered.addAll(NEVER_ANSWERED);

        assertThat(covered).containsExactlyInAnyOrder(Problem.values());
    }

    static Set<Problem> provoked() {
        return PROVOCATIONS.keySet();
    }

    @ParameterizedTest
    @MethodSource("provoked")
    void failure_whenProvoked_isAnsweredAsItsProblem(Problem problem) throws Exception {
        RawResponse answer = Objects.requireNonNull(PROVOCATIONS.get(problem)).provoke();
        JsonObject told = answer.body().toJsonObject();

        assertThat(told.getString("type")).as(answer.text()).isEqualTo("urn:penstock:problem:" + problem.slug());
        assertThat(answer.status()).isEqualTo(problem.status());
        assertThat(answer.field("content-type")).isEqualTo("application/problem+json");
        assertThat(told.getInteger("status")).isEqualTo(problem.status());
        assertThat(told.getString("title")).isEqualTo(problem.title());
        assertThat(told.getString("hint")).isEqualTo(problem.hint());
        assertThat(told.getString("detail")).isNotBlank();
        assertThat(answer.field("proxy-status")).contains("error=" + problem.proxyError());
        boolean again = WITH_RETRY_AFTER.contains(problem);
        assertThat(answer.field("retry-after")).isEqualTo(again ? "1" : null);
        if (again) {
            // What is left of a credential's pause is less than the whole.
            assertThat(told.getInteger("retryAfterMs")).isBetween(1, 1_000);
        } else {
            assertThat(told.getInteger("retryAfterMs")).isNull();
        }
    }

    @Test
    void failure_ofAnAttempt_tellsUpstreamAttemptsAndWait() throws Exception {
        JsonObject told = answer(RawClient.get("/silent/x")).body().toJsonObject();

        assertThat(told.getString("upstream")).isEqualTo("silent");
        assertThat(told.getInteger("attempts")).isEqualTo(2);
        assertThat(told.getLong("waitedMs")).isPositive();
        assertThat(told.getString("notRetried")).isEqualTo("attempts-exhausted");
    }

    @Test
    void failure_beforeAnyAttempt_tellsNone() throws Exception {
        JsonObject told = answer(RawClient.get("/api/../x")).body().toJsonObject();

        assertThat(told.getString("upstream")).isEqualTo("api");
        assertThat(told.getInteger("attempts")).isZero();
        assertThat(answer(RawClient.get("/nowhere")).body().toJsonObject().fieldNames())
                .doesNotContain("upstream", "attempts", "waitedMs");
    }

    @Test
    void methodNotAllowed_saysWhichAre() throws Exception {
        assertThat(answer("TRACE /api/x" + GET_LINE + "\r\n").field("allow"))
                .isEqualTo("GET, HEAD, POST, PUT, DELETE, PATCH, OPTIONS");
    }

    @Test
    void failure_ofAHeadRequest_hasNoBody() throws Exception {
        try (RawClient caller = gateway.connect()) {
            for (String path : new String[] {"/nowhere", "/closing/x", "/silent/x"}) {
                RawResponse head =
                        caller.send("HEAD " + path + GET_LINE + "\r\n").receiveAny(true);
                assertThat(head.field("content-type")).isEqualTo("application/problem+json");
            }
            assertThat(caller.send(RawClient.get("/api/x")).receive().text()).isEqualTo("hello");
        }
    }

    @Test
    void refusal_ofARequestWithoutABody_keepsTheConnection() throws Exception {
        try (RawClient caller = gateway.connect()) {
            assertThat(caller.send(RawClient.get("/nowhere")).receive().status())
                    .isEqualTo(404);
            assertThat(caller.send(RawClient.get("/api/x")).receive().text()).isEqualTo("hello");
        }
    }

    private static RawResponse trippedOnRequest() throws IOException {
        Objects.requireNonNull(gateway.gateway().breaker("tripped")).forceOpen();
        return answer(RawClient.get("/tripped/x"));
    }

    private static RawResponse oneCallTooMany() throws IOException {
        answer(RawClient.get("/limited/x"));
        return answer("GET /limited/x" + GET_LINE + "Penstock-Max-Wait: 0\r\n\r\n");
    }

    private static RawResponse answer(String request) throws IOException {
        return RawClient.exchange(gateway.port(), request);
    }

    /** The answer to a request while another one has the upstream's only place. */
    private static RawResponse whileTaken(String prefix, String request) throws IOException {
        try (RawClient first = gateway.connect()) {
            first.send(RawClient.get(prefix + "/x"));
            String upstream = prefix.substring(1);
            Await.until(
                    "the place is taken",
                    () -> gateway.gateway().pools().stream()
                            .anyMatch(pool -> pool.upstream().equals(upstream)
                                    && pool.active() == 1
                                    && (pool.size() == 1 || pool.streams() == 1)));
            return answer(request);
        }
    }

    private static RawResponse oneConnectionTooMany() throws IOException {
        try (TestGateway small = TestGateway.to(hello.url(), "server.maxConnections", "1");
                RawClient first = small.connect();
                RawClient second = small.connect()) {
            assertThat(first.send(RawClient.get("/api/x")).receive().status()).isEqualTo(200);
            return second.receive();
        }
    }

    private interface Provocation {
        RawResponse provoke() throws IOException;
    }
}
