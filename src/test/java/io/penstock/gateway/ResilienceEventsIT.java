package io.penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.resilience.ResilienceEvent;
import io.penstock.testing.Await;
import io.penstock.testing.RawClient;
import io.penstock.testing.RawServer;
import io.penstock.testing.TestGateway;
import io.vertx.core.eventbus.MessageConsumer;
import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** What is told on the event bus of calls over real connections. */
class ResilienceEventsIT {

    private static final String LIMITED =
            "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n";
    private static final String BUSY = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n";

    private final Queue<ResilienceEvent> heard = new ConcurrentLinkedQueue<>();

    @Test
    void retriedRequest_isToldAsRetryAndAsRequest() throws IOException {
        try (RawServer server = inTurn(BUSY, RawServer.ok("done"));
                TestGateway gateway = listenedTo(server, ".retry.enabled", "true", ".retry.baseDelay", "1ms")) {
            RawClient.exchange(gateway.port(), RawClient.get("/api/"));

            ResilienceEvent retry = event(ResilienceEvent.Type.RETRY);
            assertThat(retry.reason()).isEqualTo("503");
            assertThat(retry.operation()).isEqualTo("GET *");
            assertThat(retry.breakerState()).isEqualTo("closed");
            ResilienceEvent request = event(ResilienceEvent.Type.REQUEST);
            assertThat(request.reason()).isEqualTo("200");
            assertThat(request.retries()).isEqualTo(1);
            assertThat(request.queued()).isZero();
        }
    }

    @Test
    void upstreamThatLimits_isToldWithItsPause_andSoIsTheCallThatIsRefusedForIt() throws IOException {
        try (RawServer server = inTurn(LIMITED);
                TestGateway gateway = listenedTo(server, ".pool.maxWait", "100ms")) {
            RawClient.exchange(gateway.port(), RawClient.get("/api/"));

            ResilienceEvent asked = event(
                    ResilienceEvent.Type.RATE_LIMIT, event -> event.reason().equals("429"));
            assertThat(asked.waitMillis()).isBetween(6_900L, 7_000L);

            RawClient.exchange(gateway.port(), RawClient.get("/api/"));

            ResilienceEvent refused = event(
                    ResilienceEvent.Type.RATE_LIMIT, event -> event.reason().equals("rate-limited"));
            assertThat(refused.waitMillis()).isBetween(1L, 7_000L);
            assertThat(event(ResilienceEvent.Type.ERROR).reason()).isEqualTo("rate-limited");
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void upstreamThatFails_isToldAsErrorAndAsBreaker() throws IOException {
        try (RawServer server = RawServer.start(connection -> connection.next());
                TestGateway gateway = listenedTo(server, ".breaker.failureThreshold", "1")) {
            RawClient.exchange(gateway.port(), RawClient.json("POST", "/api/", "{}"));

            ResilienceEvent changed = event(ResilienceEvent.Type.CIRCUIT_BREAKER);
            assertThat(changed.reason()).isEqualTo("open");
            assertThat(changed.operation()).isEqualTo(ResilienceEvent.WHOLE_UPSTREAM);
            assertThat(changed.waitMillis()).isPositive();
            assertThat(event(ResilienceEvent.Type.ERROR).reason()).isEqualTo("connection-lost");
            assertThat(event(ResilienceEvent.Type.ERROR).breakerState()).isEqualTo("open");
        }
    }

    private TestGateway listenedTo(RawServer server, String... settings) {
        TestGateway gateway = TestGateway.to(server.url(), settings);
        MessageConsumer<ResilienceEvent> consumer = gateway.vertx().eventBus().consumer(ResilienceEvent.ADDRESS);
        consumer.handler(message -> heard.add(message.body()));
        Await.get(consumer.completion());
        return gateway;
    }

    private ResilienceEvent event(ResilienceEvent.Type type) {
        return event(type, event -> true);
    }

    private ResilienceEvent event(ResilienceEvent.Type type, Predicate<ResilienceEvent> which) {
        Predicate<ResilienceEvent> wanted = event -> event.type() == type && which.test(event);
        Await.until("an event of the type " + type.label(), () -> heard.stream().anyMatch(wanted));
        return heard.stream().filter(wanted).findFirst().orElseThrow();
    }

    private static RawServer inTurn(String... answers) throws IOException {
        AtomicInteger next = new AtomicInteger();
        return RawServer.start(connection -> {
            while (connection.next() != null) {
                connection.write(answers[Math.min(next.getAndIncrement(), answers.length - 1)]);
            }
        });
    }
}
