package io.penstock.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.testing.Await;
import io.penstock.testing.RawClient;
import io.penstock.testing.RawClient.Ending;
import io.penstock.testing.RawResponse;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultsTest {

    @RegisterExtension
    static final RunningDemo DEMO = new RunningDemo();

    @Test
    void refuse_closesNewConnectionsOnly() throws IOException {
        try (RawClient open = DEMO.connect()) {
            assertThat(open.send(RawClient.get("/items/1")).receive().status()).isEqualTo(200);
            inject("refuse");

            try (RawClient refused = DEMO.connect()) {
                assertThat(refused.receiveRest().ending()).isEqualTo(Ending.CLOSED);
            }
            assertThat(open.send(RawClient.get("/items/1")).receive().status()).isEqualTo(200);
        }
    }

    @Test
    void reset_beforeTheHead_isARstWithoutAByte() throws IOException {
        inject("reset");

        try (RawClient client = DEMO.connect()) {
            RawClient.Rest rest = client.send(RawClient.get("/items/1")).receiveRest();
            assertThat(rest.ending()).isEqualTo(Ending.RESET);
            assertThat(rest.bytes().length()).isZero();
        }
        assertThat(DEMO.requests("GET /items/{id}")).isOne();
        Await.until("nothing in flight", () -> DEMO.api().stats().getLong("inFlight") == 0);
    }

    @Test
    void reset_midBody_isARstAfterHalfOfIt() throws IOException {
        DEMO.api().inject(new JsonObject().put("fault", "reset").put("at", "body"));

        try (RawClient client = DEMO.connect()) {
            client.send(RawClient.get("/items/1"));
            assertThat(client.receiveHead().field("Content-Length")).isEqualTo("1024");
            assertThat(client.receiveRest().ending()).isEqualTo(Ending.RESET);
        }
    }

    @Test
    void stall_neverAnswers_untilTheCallerLeaves() throws IOException {
        inject("stall");
        try (RawClient client = DEMO.connect()) {
            client.send(RawClient.get("/items/1"));
            Await.until("the request to stall", () -> DEMO.api().stats().getLong("inFlight") == 1);
        }

        Await.until("nothing in flight", () -> DEMO.api().stats().getLong("inFlight") == 0);
    }

    @Test
    void slow_dripsAByteAtATime() throws IOException {
        DEMO.api().inject(new JsonObject().put("fault", "slow").put("delay", 1));

        assertThat(DEMO.get("/items/1").text()).isEqualTo("x".repeat(64));
    }

    @Test
    void delay_givesTheEndpointsOwnAnswer() throws IOException {
        DEMO.api().inject(new JsonObject().put("fault", "delay").put("delay", "1ms"));

        assertThat(DEMO.post("/echo", new JsonObject().put("a", 1)).body().toJsonObject())
                .isEqualTo(new JsonObject().put("a", 1));
    }

    @Test
    void status_isAnsweredForThePathOnly() throws IOException {
        DEMO.api()
                .inject(new JsonObject()
                        .put("fault", "status")
                        .put("status", 502)
                        .put("path", "/items"));

        assertThat(DEMO.get("/items/1").status()).isEqualTo(502);
        assertThat(DEMO.get("/bytes/1").status()).isEqualTo(200);
    }

    @Test
    void rate_hitsThatShareEvenly() throws IOException {
        DEMO.api().inject(new JsonObject().put("fault", "status").put("rate", 0.5));

        assertThat(statuses(6)).containsExactly(200, 503, 200, 503, 200, 503);
    }

    @Test
    void count_endsTheFault() throws IOException {
        DEMO.api().inject(new JsonObject().put("fault", "status").put("count", 2));

        assertThat(statuses(4)).containsExactly(503, 503, 200, 200);
        assertThat(DEMO.get("/faults").body().toJsonObject().getJsonArray("faults"))
                .isEmpty();
    }

    @Test
    void down_refusesConnectionsThenComesBack() throws IOException {
        try (RawClient client = DEMO.connect()) {
            client.send(RawClient.json("POST", "/faults", "{\"fault\":\"down\",\"for\":\"50ms\"}"));
            assertThat(client.receive().status()).isEqualTo(200);
            assertThat(client.receiveRest().bytes().length()).isZero();
        }

        Await.until("the demo API to be back on its port", () -> serves(DEMO.api(), 1));
    }

    @Test
    void down_severalInstances_allComeBack() throws IOException {
        DemoApi api =
                Await.get(DemoApi.start(DEMO.vertx(), DemoOptions.defaults().withInstances(3)));
        for (int outage = 1; outage <= 3; outage++) {
            try (RawClient client = RawClient.connect(api.port())) {
                client.send(RawClient.get("/items/1")).receive();
                api.inject(new JsonObject().put("fault", "down").put("for", 1));
                assertThat(client.receiveRest().ending()).isEqualTo(Ending.CLOSED);
            }
            Await.until("the demo API to be back on its port", () -> serves(api, 9));
        }
        Await.get(api.close());
    }

    @Test
    void down_longer_findsThePortClosed() throws IOException {
        DemoApi api =
                Await.get(DemoApi.start(DEMO.vertx(), DemoOptions.defaults().withInstances(2)));
        api.inject(new JsonObject().put("fault", "down").put("for", "10m"));

        Await.until("the port to be closed", () -> {
            try {
                RawClient.connect(api.port()).close();
                return false;
            } catch (IOException e) {
                return e instanceof ConnectException;
            }
        });
        Await.get(api.close());
    }

    @Test
    void faults_areListedAndCleared() throws IOException {
        DEMO.post(
                "/faults",
                new JsonObject().put("fault", "stall").put("path", "/x").put("for", "5s"));
        assertThat(DEMO.get("/faults").text())
                .isEqualTo("{\"faults\":[{\"fault\":\"stall\",\"for\":\"5000ms\",\"path\":\"/x\",\"rate\":1.0}]}");

        RawResponse cleared = RawClient.exchange(DEMO.api().port(), "DELETE /faults HTTP/1.1\r\nHost: test\r\n\r\n");
        assertThat(cleared.status()).isEqualTo(204);
        assertThat(DEMO.get("/faults").text()).isEqualTo("{\"faults\":[]}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | fault: null (expected: refuse, reset, stall, slow, delay, status, down or none)",
                "{\"fault\":\"stall\",\"for\":\"5h\"} | 5h: expected a duration such as 250, 250ms, 5s or 2m",
                "{\"fault\":\"stall\",\"for\":\"11m\"} | 11m: expected a duration from 1 ms to 600000 ms",
                "{\"fault\":\"stall\",\"rate\":2} | rate: 2 (expected: a number from 0 to 1)",
                "{\"fault\":\"reset\",\"at\":\"end\"} | at: end (expected: head or body)",
                "{\"fault\":\"down\",\"path\":\"/x\"} | path: /x (expected: none, as this fault hits connections)",
                "{\"fault\":\"stall\",\"rat\":1} | rat: expected fault, for, path, rate, count, at, delay or status",
            })
    void fault_thatCannotBeUnderstood_saysWhy(String fault, String error) throws IOException {
        RawResponse answer = DEMO.post("/faults", new JsonObject(fault));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body().toJsonObject().getString("error")).isEqualTo(error);
    }

    @Test
    void faults_moreThanKept_areRefused() {
        for (int i = 0; i < 16; i++) {
            inject("stall");
        }

        assertThatThrownBy(() -> inject("stall")).isInstanceOf(RuntimeException.class);
    }

    private static void inject(String fault) {
        DEMO.api().inject(new JsonObject().put("fault", fault));
    }

    private static List<Integer> statuses(int requests) throws IOException {
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < requests; i++) {
            statuses.add(DEMO.get("/items/1").status());
        }
        return statuses;
    }

    private static boolean serves(DemoApi api, int connections) {
        try {
            for (int i = 0; i < connections; i++) {
                if (RawClient.exchange(api.port(), RawClient.get("/items/1")).status() != 200) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
