package io.penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.resilience.ResilienceEvent;
import io.penstock.resilience.breaker.BreakerState;
import io.penstock.resilience.breaker.UpstreamBreaker;
import io.penstock.testing.Await;
import io.penstock.testing.RawClient;
import io.penstock.testing.RawResponse;
import io.penstock.testing.RawServer;
import io.penstock.testing.TestGateway;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The circuit breaker between callers and an upstream that fails, over real sockets. */
class BreakerIT {

    private static final String FAILURE = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n";
    private static final String LONG = "1h";
    private static final String SHORT = "50ms";

    private final AtomicInteger served = new AtomicInteger();
    private volatile String answer = RawServer.ok("hello");
    private RawServer upstream;
    private TestGateway gateway;

    @BeforeEach
    void start() throws IOException {
        upstream = RawServer.start(connection -> {
            while (connection.next() != null) {
                served.incrementAndGet();
                connection.write(answer);
            }
        });
        gateway = TestGateway.to(upstream.url(), ".breaker.openFor", LONG);
    }

    @AfterEach
    void close() {
        gateway.close();
        upstream.close();
    }

    private void restart(String... settings) {
        gateway.close();
        gateway = TestGateway.to(upstream.url(), settings);
    }

    private void restart(RawServer.Script script, String... settings) throws IOException {
        upstream.close();
        upstream = RawServer.start(script);
        restart(settings);
    }

    @Test
    void call_afterSoManyFailures_isRefusedAtOnceWithTheWait() throws IOException {
        answer = FAILURE;
        for (int i = 0; i < 5; i++) {
            assertThat(call().status()).as("an answer of the upstream").isEqualTo(503);
        }

        RawResponse refused = call();

        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.text())
                .contains("urn:penstock:problem:circuit-open")
                .contains("\"upstream\":\"api\"")
                .contains("\"attempts\":0");
        assertThat(Long.parseLong(String.valueOf(refused.field("Retry-After")))).isBetween(3_200L, 3_600L);
        assertThat(refused.field("Proxy-Status")).contains("circuit-open");
        assertThat(served).hasValue(5);
    }

    @Test
    void call_onceTheTimeIsOver_findsTheUpstreamBack() throws IOException {
        restart(".breaker.openFor", SHORT);
        answer = FAILURE;
        Await.until("the breaker is open", () -> {
            call();
            return breaker().state() == BreakerState.OPEN;
        });
        answer = RawServer.ok("hello");

        Await.until("a call gets through", () -> call().status() == 200);
        Await.until(
                "the breaker is closed",
                () -> call().status() == 200 && breaker().state() == BreakerState.CLOSED);

        assertThat(breaker().status().windowFailures()).isZero();
    }

    @Test
    void call_halfOpen_thatFails_opensItForLonger() throws IOException {
        restart(".breaker.openFor", SHORT);
        answer = FAILURE;

        Await.until("it opened three times in a row", () -> {
            call();
            return breaker().status().openings() >= 3;
        });

        assertThat(served).hasValueLessThanOrEqualTo(5 + 3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"429 Too Many Requests", "404 Not Found", "401 Unauthorized"})
    void call_answeredWithA4xx_neverTripsIt(String status) throws IOException {
        restart(".rateLimit.respectServer", "false");
        answer = "HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n";

        for (int i = 0; i < 30; i++) {
            call();
        }

        assertThat(breaker().state()).isEqualTo(BreakerState.CLOSED);
        assertThat(served).hasValue(30);
    }

    @Test
    void callers_thatLeave_neverTripIt() throws IOException {
        CountDownLatch leaving = new CountDownLatch(10);
        restart(
                connection -> {
                    while (connection.next() != null) {
                        leaving.countDown();
                        connection.hold();
                    }
                },
                ".breaker.openFor",
                LONG,
                ".pool.size",
                "20");

        for (int i = 1; i <= 10; i++) {
            try (RawClient caller = gateway.connect()) {
                caller.send(RawClient.get("/api/slow"));
                int seen = 10 - i;
                Await.until("the upstream has the request", () -> leaving.getCount() <= seen);
            }
        }
        Await.until("all are given up", () -> gateway.pool().active() == 0);

        assertThat(breaker().state()).isEqualTo(BreakerState.CLOSED);
        assertThat(breaker().status().windowCalls()).isZero();
    }

    @Test
    void call_toAnUpstreamThatIsGone_tripsItAndRecovers() throws IOException {
        restart(
                ".breaker.openFor",
                SHORT,
                ".pool.reconnect.patience",
                "0s",
                ".pool.reconnect.maxDelay",
                "10ms",
                ".pool.reconnect.baseDelay",
                "1ms");
        assertThat(call().status()).isEqualTo(200);
        upstream.kill();

        Await.until("the breaker opens", () -> {
            call();
            return breaker().status().openings() > 0;
        });
        upstream.restart();

        Await.until("calls get through", () -> call().status() == 200);
    }

    @Test
    void call_whoseAnswersBreakOff_tripsItByTheirShare() throws IOException {
        restart(
                connection -> {
                    if (connection.next() != null) {
                        connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
                    }
                },
                ".breaker.openFor",
                LONG,
                ".breaker.minimumCalls",
                "10");

        Await.until("the breaker is open", () -> {
            callWhoseAnswerMayBreak();
            return breaker().state() == BreakerState.OPEN;
        });

        assertThat(upstream.requests().size()).isGreaterThanOrEqualTo(5);
    }

    @Test
    void calls_thatWaitWhenItOpens_areRefusedAtOnce() throws IOException {
        CountDownLatch release = new CountDownLatch(1);
        restart(
                connection -> {
                    while (connection.next() != null) {
                        release.await();
                        connection.write(FAILURE);
                    }
                },
                ".breaker.openFor",
                LONG,
                ".breaker.failureThreshold",
                "1",
                ".pool.size",
                "1");
        List<RawClient> callers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            callers.add(gateway.connect().send(RawClient.get("/api/x")));
        }
        Await.until("three calls wait", () -> gateway.pool().waiting() == 3);
        release.countDown();

        List<String> refusals = new ArrayList<>();
        for (RawClient caller : callers) {
            refusals.add(caller.receive().text());
            caller.close();
        }

        assertThat(refusals.stream().filter(text -> text.contains("circuit-open")))
                .hasSize(3);
        assertThat(upstream.requests()).hasSize(1);
    }

    @Test
    void forcedOpen_refusesUntilItIsReset() throws IOException {

        breaker().forceOpen();
        RawResponse refused = call();
        breaker().reset();

        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.field("Retry-After")).isNull();
        assertThat(served).hasValue(0);
        assertThat(call().status()).isEqualTo(200);
    }

    @Test
    void opening_isPublishedWhereSomebodyListens() throws IOException {
        List<ResilienceEvent> events = new CopyOnWriteArrayList<>();
        gateway.vertx().eventBus().<ResilienceEvent>localConsumer(ResilienceEvent.ADDRESS, message -> {
            if (message.body().type() == ResilienceEvent.Type.CIRCUIT_BREAKER) {
                events.add(message.body());
            }
        });
        answer = FAILURE;
        for (int i = 0; i < 5; i++) {
            call();
        }

        Await.until("the event is here", () -> !events.isEmpty());

        assertThat(events.get(0).upstream()).isEqualTo("api");
        assertThat(events.get(0).reason()).isEqualTo("open");
        assertThat(events.get(0).waitMillis()).isPositive();
    }

    @Test
    void resilience_switchedOff_leavesNoBreaker() throws IOException {
        restart("features.resilience", "false");
        answer = FAILURE;

        for (int i = 0; i < 20; i++) {
            call();
        }

        assertThat(gateway.gateway().breaker("api")).isNull();
        assertThat(served).hasValue(20);
    }

    private UpstreamBreaker breaker() {
        return Objects.requireNonNull(gateway.gateway().breaker("api"));
    }

    private RawResponse call() {
        try {
            return RawClient.exchange(gateway.port(), RawClient.get("/api/x"));
        } catch (IOException e) {
            throw new AssertionError("a call got no answer", e);
        }
    }

    /** A call whose answer may break off. */
    private void callWhoseAnswerMayBreak() {
        try (RawClient caller = gateway.connect()) {
            caller.send(RawClient.get("/api/x")).receive();
        } catch (EOFException e) {
            // It broke off after its head.
        } catch (IOException e) {
            throw new AssertionError("a call could not be made", e);
        }
    }
}
