package io.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.Await;
import io.penstock.testing.BlackHole;
import io.penstock.testing.RawClient;
import io.penstock.testing.RawResponse;
import io.penstock.testing.RawServer;
import io.penstock.testing.TestGateway;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** An upstream that goes away and comes back. */
class ReconnectIT {

    @Test
    void callThatWaitsThroughAnOutage_isServedWhenItIsOver() throws Exception {
        try (RawServer upstream = RawServer.answering(RawServer.ok("back"));
                TestGateway gateway = TestGateway.to(upstream.url(), ".pool.reconnect.patience", "1m")) {
            Await.until("the floor is open", () -> gateway.pool().open() == 1);
            upstream.kill();
            Await.until("the loss is seen", () -> gateway.pool().open() == 0);
            try (RawClient caller = gateway.connect().send(RawClient.get("/api/"))) {
                Await.until(
                        "it waits, and a dial has failed",
                        () -> gateway.pool().waiting() == 1
                                && gateway.pool().state().equals("down"));
                upstream.restart();

                assertThat(caller.receive().text()).isEqualTo("back");
                assertThat(gateway.pool().state()).isEqualTo("up");
            }
        }
    }

    @Test
    void callThatLosesItsPatience_getsTheDialsFailure() throws Exception {
        try (RawServer upstream = RawServer.answering(RawServer.ok("never"));
                TestGateway gateway = TestGateway.to(upstream.url(), ".pool.reconnect.patience", "100ms")) {
            upstream.kill();

            RawResponse answer = RawClient.exchange(gateway.port(), RawClient.get("/api/"));

            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.text()).contains("connection-refused");
        }
    }

    @Test
    void unknownName_isADnsFailure() throws Exception {
        try (TestGateway gateway = TestGateway.to("http://no-such-host.invalid", ".pool.minIdle", "0")) {
            RawResponse answer = RawClient.exchange(gateway.port(), RawClient.get("/api/"));

            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.text()).contains("dns-failure");
        }
    }

    @Test
    void blackHole_isAConnectionTimeout() throws Exception {
        try (BlackHole hole = BlackHole.open();
                TestGateway gateway = TestGateway.to(
                        "http://127.0.0.1:" + hole.port(),
                        ".timeouts.connect",
                        "200ms",
                        ".pool.reconnect.patience",
                        "100ms")) {
            RawResponse answer = RawClient.exchange(gateway.port(), RawClient.get("/api/"));

            assertThat(answer.status()).isEqualTo(504);
            assertThat(answer.text()).contains("connection-timeout");
        }
    }

    @Test
    void upstreamKilledAndRestartedUnderLoad_leavesNobodyUnanswered() throws Exception {
        AtomicInteger served = new AtomicInteger();
        RawServer.Script script = connection -> {
            while (connection.next() != null) {
                connection.write(RawServer.ok("own"));
                served.incrementAndGet();
            }
        };
        AtomicInteger good = new AtomicInteger();
        AtomicInteger bad = new AtomicInteger();
        try (RawServer upstream = RawServer.start(script);
                TestGateway gateway = TestGateway.to(
                        upstream.url(),
                        ".pool.size",
                        "5",
                        ".pool.reconnect.patience",
                        "50ms",
                        ".timeouts.total",
                        "5s",
                        ".breaker.enabled",
                        "false")) {
            Thread outages = new Thread(() -> {
                try {
                    for (int i = 1; i <= 5; i++) {
                        int enough = 150 * i;
                        Await.until("some calls were served", () -> served.get() >= enough || good.get() >= 1_500);
                        upstream.kill();
                        int failures = bad.get();
                        Await.until("a call has failed", () -> bad.get() > failures || good.get() + bad.get() >= 2_000);
                        upstream.restart();
                    }
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            });
            outages.start();
            Callers.make(gateway, 16, 2_000, (caller, n) -> {
                RawResponse answer = caller.send(RawClient.get("/api/")).receive();
                assertThat(answer.status()).isIn(200, 502);
                (answer.status() == 200 ? good : bad).incrementAndGet();
            });
            outages.join();
            Await.until("all leases are back", () -> gateway.pool().active() == 0);
            assertThat(gateway.pool().waiting()).isZero();
        }

        assertThat(good.get() + bad.get()).isEqualTo(2_000);
        assertThat(good.get()).isGreaterThan(1_000);
        assertThat(bad.get()).isPositive();
    }

    @Test
    void serverThatClosesEachConnectionAtOnce_isNotDialedInATightLoop() throws Exception {
        AtomicInteger accepted = new AtomicInteger();
        try (ServerSocket listener = new ServerSocket()) {
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            Thread closer = new Thread(() -> {
                while (!listener.isClosed()) {
                    try {
                        listener.accept().close();
                        accepted.incrementAndGet();
                    } catch (Exception e) {
                        return;
                    }
                }
            });
            closer.setDaemon(true);
            closer.start();
            try (TestGateway gateway = TestGateway.to(
                    "http://127.0.0.1:" + listener.getLocalPort(),
                    ".pool.reconnect.baseDelay",
                    "1m",
                    ".pool.reconnect.maxDelay",
                    "1m")) {
                Await.until(
                        "the first connection was closed",
                        () -> gateway.pool().state().equals("down"));
                int before = accepted.get();
                for (int i = 0; i < 5; i++) {
                    RawResponse answer = RawClient.exchange(gateway.port(), RawClient.json("POST", "/api/", "{}"));
                    assertThat(answer.status()).isEqualTo(502);
                }

                assertThat(accepted.get() - before).as("dials for 5 calls").isLessThanOrEqualTo(15);
            }
        }
    }
}
