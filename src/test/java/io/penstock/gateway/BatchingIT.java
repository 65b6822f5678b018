package io.penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.demo.DemoApi;
import io.penstock.demo.DemoOptions;
import io.penstock.metrics.MicrometerMetrics;
import io.penstock.testing.Await;
import io.penstock.testing.RawClient;
import io.penstock.testing.RawResponse;
import io.penstock.testing.RawServer;
import io.penstock.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Callers who ask for similar things, on two event loops of a real gateway, over real sockets. */
class BatchingIT {

    private static final int CALLERS = 20;

    /** Departs when all callers are there. */
    private static final String TOGETHER = "mode: window, window: 1s, max: " + CALLERS;

    private static Vertx vertx = Vertx.vertx();
    private static DemoApi demo;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @BeforeAll
    static void start() {
        demo = Await.get(DemoApi.start(vertx, DemoOptions.defaults()));
    }

    @AfterAll
    static void stop() {
        Await.get(demo.close());
        Await.get(vertx.close());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "request: 'GET /records?ids={id,...}', items: data, key: id",
                "request: 'GET /records?id={id}&...', items: data, key: id",
                "request: 'GET /record-sets/{id;...}', items: data",
                "request: POST /records/read, body: '{\"ids\":[\"{id}\",...]}'"
            })
    void callers_ofDistinctIds_getEachItsOwnItemFromOneCall(String batch) throws IOException {
        demo.resetStats();
        try (TestGateway gateway = gateway(demo.url(), batch + ", " + TOGETHER)) {
            List<RawResponse> answers = ask(gateway, "95000", "nothing");

            for (int i = 0; i < CALLERS - 2; i++) {
                assertThat(answers.get(i).status()).isEqualTo(200);
                assertThat(answers.get(i).field("content-type")).isEqualTo("application/json");
                assertThat(answers.get(i).text())
                        .isEqualTo("{\"id\":" + (i + 1) + ",\"name\":\"Record " + (i + 1) + "\",\"square\":"
                                + (i + 1) * (i + 1) + "}");
            }
            for (RawResponse missing : answers.subList(CALLERS - 2, CALLERS)) {
                assertThat(missing.status()).isEqualTo(404);
                assertThat(missing.field("content-type")).isEqualTo("application/problem+json");
                assertThat(new JsonObject(missing.body()).getString("type")).endsWith(":item-missing");
            }
            assertThat(calls()).isEqualTo(1);
            assertThat(counted("members")).isEqualTo(CALLERS);
        }
    }

    @Test
    void envelope_givesEachItsOwnStatusAndFields() throws IOException {
        demo.resetStats();
        String batch =
                "request: POST /batch, items: responses, key: id, status: status, headers: headers, content: body,"
                        + " body: '{\"requests\":[{\"id\":\"{index}\",\"method\":\"GET\",\"url\":\"{target}\"},...]}'";
        try (TestGateway gateway = gateway(demo.url(), batch + ", " + TOGETHER)) {
            List<RawResponse> answers = ask(gateway, "95000", "nothing");

            assertThat(answers.stream().map(RawResponse::status))
                    .containsExactlyElementsOf(
                            Stream.concat(Stream.generate(() -> 200).limit(CALLERS - 2), Stream.of(403, 404))
                                    .collect(Collectors.toList()));
            assertThat(answers.get(4).field("x-record")).isEqualTo("5");
            assertThat(answers.get(4).text()).isEqualTo("{\"id\":5,\"name\":\"Record 5\",\"square\":25}");
            assertThat(answers.get(CALLERS - 2).text()).contains("record 95000 is locked");
            assertThat(calls()).isEqualTo(1);
        }
    }

    @Test
    void callers_whoComeWhileOneIsOnItsWay_goInFewCalls() throws Exception {
        int callers = 100;
        CountDownLatch first = new CountDownLatch(1);
        try (RawServer upstream = RawServer.start(connection -> {
                    for (var asked = connection.next(); asked != null; asked = connection.next()) {
                        String target = asked.line().split(" ", -1)[1];
                        int ids = target.indexOf("?ids=");
                        if (ids < 0) {
                            first.await();
                            String id = target.substring(target.lastIndexOf('/') + 1);
                            connection.write(RawServer.ok("{\"id\":" + id + "}"));
                        } else {
                            String items = Stream.of(target.substring(ids + 5).split(",", -1))
                                    .map(id -> "{\"id\":" + id + "}")
                                    .collect(Collectors.joining(","));
                            connection.write(RawServer.ok("[" + items + "]"));
                        }
                    }
                });
                TestGateway gateway =
                        gateway(upstream.url(), "request: 'GET /records?ids={id,...}', key: id, max: 10")) {
            List<RawClient> waiting = new ArrayList<>();
            waiting.add(gateway.connect().send(RawClient.get("/api/records/0")));
            Await.until("the first is on its way", () -> upstream.requests().size() == 1);
            for (int id = 1; id < callers; id++) {
                waiting.add(gateway.connect().send(RawClient.get("/api/records/" + id)));
            }
            Await.until("whole batches have left", () -> upstream.requests().size() >= 10);
            first.countDown();

            // The last one may come when all others are back, and go by itself.
            for (int id = 0; id < callers; id++) {
                assertThat(waiting.get(id).receive().text()).isEqualTo("{\"id\":" + id + "}");
            }
            waiting.forEach(RawClient::close);
            assertThat(upstream.requests().size()).isBetween(11, 30);
        }
    }

    @Test
    void callers_toldApartByTheirQuery_getEachItsOwnItemFromOneCall() throws IOException {
        try (RawServer upstream = RawServer.start(connection -> {
                    while (connection.next() != null) {
                        connection.write(RawServer.ok("[{\"id\":3},{\"id\":1},{\"id\":2}]"));
                    }
                });
                TestGateway gateway = TestGateway.configured("""
                        upstreams:
                          api:
                            url: %s
                            routes:
                              - match: GET /records
                                batch: { query: "id={id}", request: "GET /records?ids={id,...}", key: id,
                                         mode: window, window: 1s, max: 3 }
                        """.formatted(upstream.url()))) {
            List<RawClient> waiting = new ArrayList<>();
            for (int id = 1; id <= 3; id++) {
                waiting.add(gateway.connect().send(RawClient.get("/api/records?deep=1&id=" + id)));
            }

            for (int id = 1; id <= 3; id++) {
                assertThat(waiting.get(id - 1).receive().text()).isEqualTo("{\"id\":" + id + "}");
            }
            waiting.forEach(RawClient::close);
            assertThat(upstream.requests()).hasSize(1);
            assertThat(upstream.requests().get(0).line()).endsWith("&deep=1 HTTP/1.1");
        }
    }

    @Test
    void batch_thatIsRefusedForItsSize_goesInHalves() throws IOException {
        demo.resetStats();
        int callers = 120;
        String batch =
                "request: 'GET /records?ids={id,...}', items: data, key: id, mode: window, window: 1s, max: " + callers;
        try (TestGateway gateway = gateway(demo.url(), batch)) {
            List<RawClient> waiting = new ArrayList<>();
            for (int id = 1; id <= callers; id++) {
                waiting.add(gateway.connect().send(RawClient.get("/api/records/" + id)));
            }
            for (int id = 1; id <= callers; id++) {
                assertThat(new JsonObject(waiting.get(id - 1).receive().body()).getInteger("id"))
                        .isEqualTo(id);
            }
            waiting.forEach(RawClient::close);
        }
        assertThat(calls()).isLessThanOrEqualTo(6);
    }

    @Test
    void differentCredentials_neverShareABatch() throws IOException {
        demo.resetStats();
        String batch = "request: 'GET /records?ids={id,...}', items: data, key: id, mode: window, window: 1s, max: 2";
        try (TestGateway gateway = gateway(demo.url(), batch)) {
            List<RawClient> waiting = new ArrayList<>();
            for (String who : List.of("a", "b", "b", "a")) {
                waiting.add(gateway.connect()
                        .send("GET /api/records/" + (waiting.size() + 1)
                                + " HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer " + who + "\r\n\r\n"));
            }
            for (RawClient client : waiting) {
                assertThat(client.receive().status()).isEqualTo(200);
                client.close();
            }
            assertThat(calls()).isEqualTo(2);
        }
    }

    @Test
    void switchedOff_eachMakesItsCall() throws IOException {
        demo.resetStats();
        String batch = "request: 'GET /records?ids={id,...}', items: data, key: id, mode: window, window: 1s, max: 2";
        try (TestGateway gateway = gateway(demo.url(), batch, "features: { batching: false }\n");
                RawClient one = gateway.connect();
                RawClient two = gateway.connect()) {
            one.send(RawClient.get("/api/records/1"));
            two.send(RawClient.get("/api/records/2"));

            assertThat(one.receive().status()).isEqualTo(200);
            assertThat(two.receive().status()).isEqualTo(200);
            assertThat(calls()).isEqualTo(2);
        }
    }

    /** Asks for the first records and for these. */
    private static List<RawResponse> ask(TestGateway gateway, String... more) throws IOException {
        List<RawClient> waiting = new ArrayList<>();
        for (int id = 1; id <= CALLERS - more.length; id++) {
            waiting.add(gateway.connect().send(RawClient.get("/api/records/" + id)));
        }
        for (String id : more) {
            waiting.add(gateway.connect().send(RawClient.get("/api/records/" + id)));
        }
        List<RawResponse> answers = new ArrayList<>();
        for (RawClient client : waiting) {
            answers.add(client.receive());
            client.close();
        }
        return answers;
    }

    private static long calls() {
        return demo.stats().getJsonObject("requests").stream()
                .mapToLong(count -> ((Number) count.getValue()).longValue())
                .sum();
    }

    private double counted(String name) {
        return registry.get("penstock.batching." + name).counter().count();
    }

    private TestGateway gateway(String url, String batch) throws IOException {
        return gateway(url, batch, "");
    }

    private TestGateway gateway(String url, String batch, String more) throws IOException {
        return TestGateway.configured(
                more + "upstreams:\n  api:\n    url: " + url
                        + "\n    pool: { size: 20 }\n    routes:\n      - match: GET /records/{id}\n        batch: { "
                        + batch
                        + " }\n",
                new MicrometerMetrics(registry),
                2);
    }
}
