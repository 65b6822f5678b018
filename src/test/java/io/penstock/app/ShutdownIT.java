package io.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.Await;
import io.penstock.testing.RawClient;
import io.penstock.testing.RawConnection;
import io.penstock.testing.RawResponse;
import io.penstock.testing.RawServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How the program ends, in a process of its own, with calls in flight that the upstream answers when told to. */
class ShutdownIT {

    private static final int CALLS = 20;
    private static final Pattern SHUTTING_DOWN = Pattern.compile("SIGTERM: shutting down");

    private final CountDownLatch answer = new CountDownLatch(1);
    private final RawServer upstream;

    ShutdownIT() throws IOException {
        upstream = RawServer.start(this::serve);
    }

    private void serve(RawConnection connection) throws IOException, InterruptedException {
        while (connection.next() != null) {
            answer.await();
            connection.write(RawServer.ok("done"));
        }
    }

    @AfterEach
    void stop() {
        answer.countDown();
        upstream.close();
    }

    @Test
    void signal_withCallsInFlight_losesNone() throws Exception {
        try (PenstockProcess penstock = serve("30s")) {
            int port = penstock.port();
            int adminPort = penstock.adminPort();
            List<RawClient> callers = call(port, CALLS);
            assertThat(readiness(adminPort).status()).isEqualTo(200);

            penstock.terminate();

            Await.until("readiness off", () -> readiness(adminPort).status() == 503);
            penstock.await(SHUTTING_DOWN);
            Await.until("no new callers", () -> refuses(port));
            assertThat(readiness(adminPort).text()).contains("shutting down");
            answer.countDown();
            for (RawClient caller : callers) {
                try (caller) {
                    RawResponse response = caller.receive();
                    assertThat(response.status()).isEqualTo(200);
                    assertThat(response.text()).isEqualTo("done");
                }
            }
            assertThat(penstock.exitCode()).isZero();
            // The last line, written after everything was closed, shows that the log was flushed.
            assertThat(penstock.output()).containsPattern("stopped after \\d+ ms\\s*$");
            assertThatStartWasTold(penstock.output());
        }
    }

    private static void assertThatStartWasTold(String output) {
        assertThat(output)
                .containsOnlyOnce("connection management on, token management off")
                .contains("pools: default " + CALLS);
    }

    @Test
    void signal_withCallsLongerThanTheDrain_cutsThem() throws Exception {
        try (PenstockProcess penstock = serve("200ms");
                RawClient caller = call(penstock.port(), 1).get(0)) {
            penstock.terminate();

            assertThat(caller.receiveRest().text()).doesNotContain("done");
            assertThat(penstock.exitCode()).isEqualTo(143);
            assertThat(penstock.output()).contains("server.drain (200 ms) is over");
        }
    }

    @Test
    void secondSignal_endsAtOnce() throws Exception {
        try (PenstockProcess penstock = serve("10m");
                RawClient caller = call(penstock.port(), 1).get(0)) {
            penstock.terminate();
            penstock.await(SHUTTING_DOWN);
            penstock.terminate();

            assertThat(penstock.exitCode()).isEqualTo(143);
            assertThat(penstock.output()).contains("SIGTERM during the shutdown: ending at once");
            assertThat(caller.receiveRest().text()).doesNotContain("done");
        }
    }

    private PenstockProcess serve(String drain) throws IOException {
        return PenstockProcess.start(
                Map.of(
                        "UPSTREAM_URL",
                        upstream.url(),
                        "CONNECTION_POOL_SIZE",
                        String.valueOf(CALLS),
                        "ENABLE_TOKEN_MANAGEMENT",
                        "false",
                        "PENSTOCK_SERVER_DRAIN",
                        drain),
                "serve",
                "--port=0",
                "--admin-port=0");
    }

    /** So many calls, each for something else, that the upstream has received and not answered. */
    private List<RawClient> call(int port, int count) throws IOException {
        List<RawClient> callers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            callers.add(RawClient.connect(port).send(RawClient.get("/" + i)));
        }
        Await.until("all calls at the upstream", () -> upstream.requests().size() == count);
        return callers;
    }

    private static RawResponse readiness(int adminPort) {
        try {
            return RawClient.exchange(adminPort, "GET /health/ready HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
        } catch (IOException e) {
            throw new AssertionError("the management port answers to the end", e);
        }
    }

    private static boolean refuses(int port) {
        try (RawClient caller = RawClient.connect(port)) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }
}
