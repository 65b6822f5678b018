package io.penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.penstock.demo.DemoApi;
import io.penstock.demo.DemoOptions;
import io.penstock.testing.Await;
import io.penstock.testing.RawClient;
import io.penstock.testing.RawServer;
import io.penstock.testing.TestGateway;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/**
 * Pooled memory goes back to its pool however an exchange ends. Netty's leak detector watches every buffer; one that is
 * leaked on purpose shows that it has looked at all that came before.
 */
class PooledMemoryIT {

    private static final int ROUNDS = 10;
    private static final String ON_PURPOSE = "leaked on purpose: ";
    private static final String LARGE_HEAD = "HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n";

    private ResourceLeakDetector.Level usual = ResourceLeakDetector.Level.DISABLED;
    private final List<String> reports = new CopyOnWriteArrayList<>();
    private final AppenderBase<ILoggingEvent> reporter = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            reports.add(event.getFormattedMessage());
        }
    };

    /** Vert.x switches the detector off when it is loaded, so that has to come first. */
    @BeforeAll
    static void loadVertx() {
        Await.get(Vertx.vertx().close());
    }

    @BeforeEach
    void watch() {
        usual = ResourceLeakDetector.getLevel();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        reporter.start();
        logger().addAppender(reporter);
        logger().setAdditive(false);
    }

    @AfterEach
    void stopWatching() {
        logger().setAdditive(true);
        logger().detachAppender(reporter);
        ResourceLeakDetector.setLevel(usual);
    }

    @Test
    void callerThatDoesNotReadAndLeaves_amidALargeAnswer() throws Exception {
        try (RawServer upstream = RawServer.start(connection -> {
                    while (connection.next() != null) {
                        connection.write(LARGE_HEAD);
                        for (int sent = 0; sent < 100_000_000; sent += 1_000_000) {
                            connection.write(new byte[1_000_000]);
                        }
                    }
                });
                TestGateway gateway = TestGateway.to(upstream.url())) {
            for (int i = 0; i < ROUNDS; i++) {
                try (RawClient caller = RawClient.connect(gateway.port(), 4_096)) {
                    caller.send(RawClient.get("/api/x"));
                    caller.receiveHead();
                    caller.input().skipNBytes(500_000);
                    caller.reset();
                }
            }
            Await.until("all leases have ended", () -> gateway.pool().active() == 0);
        }
        assertNoLeak();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\npart",
                "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\npart",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\npart\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n8\r\npart",
                "HTTP/1.1 204 No Content\r\n\r\nunasked"
            })
    void upstreamThatBreaks_amidItsAnswer(String begun) throws Exception {
        try (RawServer upstream = RawServer.start(connection -> {
                    if (connection.next() != null) {
                        connection.write(begun);
                        connection.reset();
                    }
                });
                TestGateway gateway = TestGateway.to(upstream.url())) {
            for (int i = 0; i < ROUNDS; i++) {
                try (RawClient caller = gateway.connect()) {
                    caller.send("GET /api/x HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n");
                    caller.receiveRest();
                }
            }
        }
        assertNoLeak();
    }

    @Test
    void callerThatLeaves_whileASmallAnswerIsHeld() throws Exception {
        try (RawServer upstream = RawServer.start(connection -> {
                    if (connection.next() != null) {
                        connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\npart");
                        connection.awaitEnd();
                    }
                });
                TestGateway gateway = TestGateway.to(upstream.url())) {
            for (int i = 0; i < ROUNDS; i++) {
                try (RawClient caller = gateway.connect()) {
                    caller.send(RawClient.get("/api/x"));
                    Await.until("the request is in flight", () -> gateway.pool().active() == 1);
                    caller.reset();
                }
                Await.until("the lease has ended", () -> gateway.pool().active() == 0);
            }
        }
        assertNoLeak();
    }

    @Test
    void callerThatLeaves_amidItsOwnBody() throws Exception {
        try (RawServer upstream = RawServer.start(connection -> {
                    while (connection.nextHead() != null) {
                        connection.awaitEnd();
                    }
                });
                TestGateway gateway = TestGateway.to(upstream.url())) {
            for (int i = 0; i < ROUNDS; i++) {
                try (RawClient caller = gateway.connect()) {
                    caller.send("POST /api/x HTTP/1.1\r\nHost: test\r\nContent-Length: 1000000\r\n\r\n");
                    caller.send(new byte[300_000]);
                    Await.until("the request is in flight", () -> gateway.pool().active() == 1);
                    caller.reset();
                }
                Await.until("the lease has ended", () -> gateway.pool().active() == 0);
            }
        }
        assertNoLeak();
    }

    @Test
    void callerThatLeaves_withRequestsInARow() throws Exception {
        try (RawServer upstream = RawServer.answering(RawServer.ok("x".repeat(10_000)));
                TestGateway gateway = TestGateway.to(upstream.url())) {
            for (int i = 0; i < ROUNDS; i++) {
                try (RawClient caller = RawClient.connect(gateway.port(), 4_096)) {
                    caller.send(RawClient.get("/api/x").repeat(50));
                    caller.receiveHead();
                    caller.reset();
                }
            }
            Await.until("all leases have ended", () -> gateway.pool().active() == 0);
        }
        assertNoLeak();
    }

    @Test
    void answerToHead_thatBearsABody_overHttp2() throws Exception {
        Vertx vertx = Vertx.vertx();
        DemoApi demo = Await.get(DemoApi.start(vertx, DemoOptions.defaults()));
        try (TestGateway gateway = TestGateway.to(demo.url(), ".protocol", "http2");
                RawClient caller = gateway.connect()) {
            for (int i = 0; i < ROUNDS; i++) {
                caller.send("HEAD /api/items/1 HTTP/1.1\r\nHost: test\r\n\r\n");
                assertThat(caller.receiveAny(true).status()).isEqualTo(200);
            }
        } finally {
            Await.get(demo.close());
            Await.get(vertx.close());
        }
        assertNoLeak();
    }

    private void assertNoLeak() {
        // Another one for each test: the detector tells the same leak once only.
        String leak = ON_PURPOSE + UUID.randomUUID();
        leak(leak);
        Await.until("the leak detector has looked at everything", () -> {
            System.gc();
            // It reports whenever memory is asked for.
            PooledByteBufAllocator.DEFAULT.directBuffer().release();
            return reports.stream().anyMatch(report -> report.contains(leak));
        });
        assertThat(reports).filteredOn(report -> !report.contains(ON_PURPOSE)).isEmpty();
    }

    /** By a method of its own, so that nothing on the stack holds it. */
    private static void leak(String hint) {
        PooledByteBufAllocator.DEFAULT.directBuffer().touch(hint);
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(ResourceLeakDetector.class);
    }
}
