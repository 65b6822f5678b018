package io.penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.error.Problem;
import io.penstock.exchange.MemoryPressure.Level;
import io.penstock.memory.MemoryEvent;
import io.penstock.memory.MemoryStatus;
import io.penstock.testing.Await;
import io.penstock.testing.Heap;
import io.penstock.testing.RawClient;
import io.penstock.testing.RawResponse;
import io.penstock.testing.RawServer;
import io.penstock.testing.TestGateway;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The memory guard between callers and an upstream, over real sockets, with the heap of this process really filled. */
class MemoryIT {

    private static final String BULK = "Priority: u=7\r\n";
    private static final String URGENT = "Priority: u=0\r\n";
    private static final String NO_PRIORITY = "";

    private final List<byte[]> hoard = new ArrayList<>();
    private RawServer upstream;
    private TestGateway gateway;

    @BeforeEach
    void start() throws IOException {
        upstream = RawServer.answering(RawServer.ok("hello"));
        gateway = TestGateway.to(upstream.url());
    }

    @AfterEach
    void close() {
        hoard.clear();
        Heap.collect();
        gateway.close();
        upstream.close();
    }

    @Test
    void heapThatFills_hasBulkRefused_andRecovers() throws IOException {
        List<MemoryEvent> events = new CopyOnWriteArrayList<>();
        restart("memory.elevated", "0.35", "memory.high", "0.4", "memory.critical", "0.9");
        gateway.vertx()
                .eventBus()
                .<MemoryEvent>localConsumer(MemoryEvent.ADDRESS, message -> events.add(message.body()));
        assertThat(call(BULK).status()).isEqualTo(200);

        hoard.addAll(Heap.fill(0.5));
        Await.until("memory pressure is high", () -> level() == Level.HIGH);

        RawResponse refused = call(BULK);
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.field("Retry-After")).isEqualTo("5");
        assertThat(refused.field("Proxy-Status")).contains("memory-pressure");
        assertThat(refused.text())
                .contains("urn:penstock:problem:memory-pressure", Problem.MEMORY_PRESSURE.hint())
                .contains("urgency 7 while memory pressure is high; expected 0 to 5")
                .contains("\"attempts\":0");
        assertThat(call("Priority: u=6\r\n").status()).isEqualTo(503);
        assertThat(call("Priority: u=5\r\n").status()).isEqualTo(200);
        assertThat(call(NO_PRIORITY).status()).isEqualTo(200);

        hoard.clear();
        Heap.collect();
        Await.until("memory pressure is normal", () -> level() == Level.NORMAL);
        assertThat(call(BULK).status()).isEqualTo(200);
        assertThat(upstream.requests()).as("the refused ones never left").hasSize(4);
        Await.until(
                "the end is published",
                () -> !events.isEmpty() && events.get(events.size() - 1).level() == Level.NORMAL);
        assertThat(events.get(0).level()).isEqualTo(Level.HIGH);
        assertThat(events.get(0).heapShare()).isGreaterThan(0.4);
    }

    @Test
    void heapThatIsAllButFull_hasAllButTheMostUrgentRefused() throws IOException {
        restart("memory.elevated", "0.3", "memory.high", "0.35", "memory.critical", "0.4");
        hoard.addAll(Heap.fill(0.5));
        Await.until("memory pressure is critical", () -> level() == Level.CRITICAL);

        assertThat(call(NO_PRIORITY).status()).isEqualTo(503);
        assertThat(call("Priority: u=2\r\n").status()).isEqualTo(503);
        assertThat(call("Priority: u=1\r\n").status()).isEqualTo(200);
        assertThat(call(URGENT).status()).isEqualTo(200);
    }

    @Test
    void refusedCall_leavesItsConnectionToTheNext() throws IOException {
        restart("memory.elevated", "0.3", "memory.high", "0.35", "memory.critical", "0.4");
        hoard.addAll(Heap.fill(0.5));
        Await.until("memory pressure is critical", () -> level() == Level.CRITICAL);

        try (RawClient caller = gateway.connect()) {
            assertThat(caller.send(get(BULK)).receive().status()).isEqualTo(503);
            assertThat(caller.send(get(URGENT)).receive().status()).isEqualTo(200);
        }
    }

    @Test
    void memoryOptimization_switchedOff_refusesNothing() throws IOException {
        restart("features.memoryOptimization", "false", "memory.elevated", "0.01", "memory.high", "0.02");
        hoard.addAll(Heap.fill(0.5));

        assertThat(gateway.gateway().memory()).isNull();
        assertThat(call(BULK).status()).isEqualTo(200);
    }

    @Test
    void resourceOptimization_switchedOff_takesTheGuardAlong() throws IOException {
        restart("features.resourceOptimization", "false");

        assertThat(gateway.gateway().memory()).isNull();
    }

    private void restart(String... settings) {
        gateway.close();
        List<String> all = new ArrayList<>(List.of(settings));
        all.addAll(List.of("memory.interval", "10ms"));
        gateway = TestGateway.to(upstream.url(), all.toArray(String[]::new));
    }

    private Level level() {
        MemoryStatus status = Objects.requireNonNull(gateway.gateway().memory());
        return status.level();
    }

    private RawResponse call(String field) throws IOException {
        return RawClient.exchange(gateway.port(), get(field));
    }

    private static String get(String field) {
        return "GET /api/x HTTP/1.1\r\nHost: gateway\r\n" + field + "\r\n";
    }
}
