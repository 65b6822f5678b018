package io.penstock.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.exchange.Exchange;
import io.penstock.exchange.RequestBody;
import io.penstock.exchange.RouteSettings;
import io.penstock.testing.Await;
import io.penstock.testing.FakeTicker;
import io.penstock.testing.ManualAlarm;
import io.penstock.time.DeadlineWheel;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is told of an exchange, and that nothing is built for nobody. */
class ResilienceEventsTest {

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger built = new AtomicInteger();
    private final ResilienceEvents events = new ResilienceEvents(vertx.eventBus(), "crm", () -> "closed", () -> {
        built.incrementAndGet();
        return 7;
    });

    @AfterEach
    void close() {
        Await.get(vertx.close());
    }

    @Test
    void event_whereSomeoneListens_tellsOfTheExchange() {
        Queue<ResilienceEvent> heard = new ConcurrentLinkedQueue<>();
        Await.get(listen(heard).completion());
        FakeTicker ticker = new FakeTicker();
        Exchange exchange = exchange(ticker);
        exchange.attemptStarted(false);
        exchange.attemptStarted(false);
        ticker.advanceMillis(350);

        events.tell(ResilienceEvent.Type.RETRY, exchange, "503", TimeUnit.MILLISECONDS.toNanos(220));

        Await.until("the event", () -> !heard.isEmpty());
        assertThat(heard)
                .containsExactly(new ResilienceEvent(
                        ResilienceEvent.Type.RETRY, "crm", "GET /contacts/{id}", "503", 350, 1, 220, "closed", 7));
    }

    @Test
    void event_ofTheUpstream_concernsNoOperation() {
        Queue<ResilienceEvent> heard = new ConcurrentLinkedQueue<>();
        Await.get(listen(heard).completion());

        events.tell(ResilienceEvent.Type.CIRCUIT_BREAKER, "open", 0);

        Await.until("the event", () -> !heard.isEmpty());
        assertThat(heard.element().operation()).isEqualTo(ResilienceEvent.WHOLE_UPSTREAM);
    }

    @Test
    void event_whereNobodyListens_isNotBuilt() {
        events.tell(ResilienceEvent.Type.REQUEST, exchange(new FakeTicker()), "200", 0);
        Await.get(listen(new ConcurrentLinkedQueue<>()).unregister());
        events.tell(ResilienceEvent.Type.REQUEST, exchange(new FakeTicker()), "200", 0);

        assertThat(built).hasValue(0);
    }

    private MessageConsumer<ResilienceEvent> listen(Queue<ResilienceEvent> heard) {
        return vertx.eventBus().consumer(ResilienceEvent.ADDRESS, message -> heard.add(message.body()));
    }

    private static Exchange exchange(FakeTicker ticker) {
        return new Exchange(
                new RouteSettings("crm", "GET /contacts/{id}", 0, 0, 0, 0, 0, 0, 0),
                new DeadlineWheel(ticker, new ManualAlarm(ticker)),
                HttpMethod.GET,
                "/contacts/7",
                HttpHeaders.headers(),
                RequestBody.none());
    }
}
