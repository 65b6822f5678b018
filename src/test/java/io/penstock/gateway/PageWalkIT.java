package io.penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.demo.DemoApi;
import io.penstock.demo.DemoOptions;
import io.penstock.testing.Await;
import io.penstock.testing.RawClient;
import io.penstock.testing.RawResponse;
import io.penstock.testing.RawServer;
import io.penstock.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PageWalkIT {

    private static final String LINES = "application/x-ndjson";

    private static final String ROUTES = """
                routes:
                  - match: GET /collections/link
                    pages: { style: link }
                  - match: GET /collections/url
                    pages: { style: url, items: data, nextPath: meta.next }
                  - match: GET /collections/cursor
                    pages: { style: cursor, items: data, nextPath: meta.next, sizeParameter: limit, size: 70 }
                  - match: POST /collections/cursor
                    pages: { style: cursor, items: data, nextPath: meta.next, inBody: true }
                  - match: GET /collections/header
                    pages: { style: cursor, items: data, nextHeader: X-Next-Cursor }
                  - match: GET /collections/more
                    pages: { style: cursor, items: data, nextPath: meta.next, hasMorePath: meta.more }
                  - match: GET /collections/page
                    pages: { style: page, items: data, totalPath: meta.total }
                  - match: GET /collections/page0
                    pages: { style: page, items: data, firstPage: 0 }
                  - match: GET /collections/offset
                    pages: { style: offset, items: data, totalPath: meta.total, sizeParameter: limit }
                  - match: GET /collections/keyset
                    pages: { style: keyset, items: data, keyPath: id }
            """;

    private static Vertx vertx = Vertx.vertx();
    private static DemoApi demo;
    private static TestGateway gateway;

    @BeforeAll
    static void start() throws IOException {
        demo = Await.get(DemoApi.start(vertx, DemoOptions.defaults()));
        gateway = gatewayTo(demo.url(), "");
    }

    private static TestGateway gatewayTo(String url, String more) throws IOException {
        return TestGateway.configured(more + "upstreams:\n  api:\n    url: " + url + "\n" + ROUTES);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        Await.get(demo.close());
        Await.get(vertx.close());
    }

    private static String get(String target, String accept, String more) {
        return "GET " + target + " HTTP/1.1\r\nHost: test\r\nAccept: " + accept + "\r\n" + more + "\r\n";
    }

    private static RawResponse walk(String target) throws IOException {
        return RawClient.exchange(gateway.port(), get("/api" + target, LINES, ""));
    }

    private static List<Integer> ids(String lines) {
        return lines.lines().map(line -> new JsonObject(line).getInteger("id")).toList();
    }

    private static List<Integer> upTo(int count) {
        return IntStream.rangeClosed(1, count).boxed().toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"link", "url", "cursor", "header", "more", "page", "page0", "offset", "keyset"})
    void walk_inEachStyle_hasEachItemAsItStands(String style) throws IOException {
        for (int count : new int[] {0, 1, 70, 700, 1_234}) {
            RawResponse answer = walk("/collections/" + style + "?count=" + count + "&limit=70");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.field("content-type")).isEqualTo(LINES);
            assertThat(answer.field("penstock-walk")).matches("[0-9a-f]{32}");
            assertThat(ids(answer.body().toString())).isEqualTo(upTo(count));
            assertThat(answer.body().toString().lines())
                    .allMatch(line -> line.matches("\\{\"id\":\\d+,\"name\":\"Item \\d+\",\"text\":\"(penstock )+\"}"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"link", "cursor", "offset"})
    void walk_ofPagesThatComeCompressed_isTheSame(String style) throws IOException {
        String target = "/collections/" + style + "?count=1234&limit=70";
        String plain = walk(target).body().toString();
        RawResponse answer = walk(target + "&gzip=true");
        assertThat(answer.body().toString()).isEqualTo(plain);
        assertThat(answer.field("content-encoding")).isNull();
    }

    @Test
    void walk_withTheCursorInTheBody_keepsTheRestOfTheBody() throws IOException {
        String body = "{\"query\":\"all\"}";
        RawResponse answer = RawClient.exchange(
                gateway.port(),
                "POST /api/collections/cursor?count=250 HTTP/1.1\r\nHost: test\r\nAccept: " + LINES
                        + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
        assertThat(ids(answer.body().toString())).isEqualTo(upTo(250));
    }

    @Test
    void list_asOneJsonDocument() throws IOException {
        RawResponse answer = RawClient.exchange(
                gateway.port(), get("/api/collections/offset?count=205", "application/json; stream=all", ""));
        assertThat(answer.field("content-type")).isEqualTo("application/json");
        assertThat(new JsonArray(answer.body())).hasSize(205);
    }

    @Test
    void request_withoutTheAcceptOfAWalk_getsOnePage() throws IOException {
        RawResponse answer =
                RawClient.exchange(gateway.port(), get("/api/collections/offset?count=205", "application/json", ""));
        assertThat(answer.field("penstock-walk")).isNull();
        assertThat(answer.body().toJsonObject().getJsonArray("data")).hasSize(100);
    }

    @Test
    void refusal_ofTheFirstPage_passesAsItIs() throws IOException {
        RawResponse answer = walk("/collections/offset?count=x");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body().toJsonObject().getString("error")).startsWith("x: expected");
    }

    @ParameterizedTest
    @CsvSource({"3, 1000", "0, 50", "1700, 1000"})
    void total_thatLies_costsNoItem(long total, int count) throws IOException {
        RawResponse answer = walk("/collections/page?limit=90&count=" + count + "&total=" + total);
        assertThat(ids(answer.body().toString())).isEqualTo(upTo(count));
    }

    @Test
    void cursor_thatRepeats_breaksTheConnection() throws IOException {
        try (RawClient client = gateway.connect()) {
            client.send(get("/api/collections/cursor?count=1000&limit=10&repeat=3", LINES, ""));
            assertThat(client.receiveHead().status()).isEqualTo(200);
            String rest = client.receiveRest().text();
            assertThat(rest).doesNotEndWith("0\r\n\r\n").contains("\"id\":30,").doesNotContain("\"id\":31,");
        }
    }

    @Test
    void toggle_off_passesAllAsItIs() throws IOException {
        try (TestGateway off = gatewayTo(demo.url(), "features: { incrementalLoading: false }\n")) {
            RawResponse answer = RawClient.exchange(off.port(), get("/api/collections/link?count=205", LINES, ""));
            assertThat(answer.field("penstock-walk")).isNull();
            assertThat(new JsonArray(answer.body())).hasSize(100);
        }
    }

    @Test
    void links_withoutAnySettings_areWalked() throws IOException {
        try (TestGateway plain = TestGateway.to(demo.url())) {
            RawResponse list = RawClient.exchange(plain.port(), get("/api/collections/link?count=205", LINES, ""));
            assertThat(ids(list.body().toString())).isEqualTo(upTo(205));
            String compressed = "/api/collections/link?count=205&gzip=true";
            assertThat(ids(RawClient.exchange(plain.port(), get(compressed, LINES, ""))
                            .body()
                            .toString()))
                    .isEqualTo(upTo(205));
            RawResponse other = RawClient.exchange(plain.port(), get("/api/items/7", LINES, ""));
            assertThat(other.body().toJsonObject().getInteger("id")).isEqualTo(7);
            assertThat(other.field("penstock-walk")).isNull();
        }
    }

    @Test
    void links_withoutAnySettings_leadThroughTheOnlyListOfAnObject() throws IOException {
        String first = page("{\"total\":3,\"things\":[1,2],\"more\":{\"x\":[0]}}", "Link: </list?p=2>; rel=next\r\n");
        try (RawServer upstream = RawServer.start(connection -> {
                    for (var request = connection.next(); request != null; request = connection.next()) {
                        connection.write(request.line().contains("p=2") ? page("{\"things\":[3]}", "") : first);
                    }
                });
                TestGateway walking = TestGateway.to(upstream.url())) {
            RawResponse list = RawClient.exchange(walking.port(), get("/api/list", "application/json; stream=all", ""));
            assertThat(list.body().toString()).isEqualTo("[1,2,3]");
        }
    }

    @Test
    void link_toAnotherOrigin_isNotFollowed() throws IOException {
        try (RawServer elsewhere = RawServer.answering(RawServer.ok("[]"));
                RawServer upstream =
                        RawServer.answering(page("[1,2]", "Link: <" + elsewhere.url() + "/2>; rel=next\r\n"));
                TestGateway walking = TestGateway.to(upstream.url());
                RawClient client = walking.connect()) {
            client.send(get("/api/list", LINES, ""));
            assertThat(client.receiveHead().status()).isEqualTo(200);
            assertThat(client.receiveRest().text()).contains("1\n2\n").doesNotEndWith("0\r\n\r\n");
            assertThat(elsewhere.connections()).isZero();
        }
    }

    @Test
    void firstPage_thatIsNoJson_isToldInPlaceOfAHead() throws IOException {
        try (RawServer upstream = RawServer.answering(page("<html>", "Link: </2>; rel=next\r\n"));
                TestGateway walking = TestGateway.to(upstream.url())) {
            RawResponse answer = RawClient.exchange(walking.port(), get("/api/list", LINES, ""));
            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.body().toJsonObject().getString("type")).endsWith("bad-page");
            assertThat(answer.body().toJsonObject().getString("detail"))
                    .isEqualTo("'<' at byte 0 of the page; expected a value");
        }
    }

    @Test
    void walk_thatBreaks_goesOnWithoutLossOrRepetition() throws IOException {
        boolean[] broken = {false};
        try (RawServer upstream = RawServer.start(connection -> {
                    for (var request = connection.next(); request != null; request = connection.next()) {
                        String[] target = request.line().split("[= ]", -1);
                        int number = target.length > 3 ? Integer.parseInt(target[2]) : 1;
                        String link = number < 6 ? "Link: </list?p=" + (number + 1) + ">; rel=next\r\n" : "";
                        String whole = page("[" + number + "0," + number + "1]", link);
                        if (number == 4 && !broken[0]) {
                            broken[0] = true;
                            connection.write(whole.substring(0, whole.length() - 3));
                            return;
                        }
                        connection.write(whole);
                    }
                });
                TestGateway walking = TestGateway.to(upstream.url())) {
            String walk;
            try (RawClient client = walking.connect()) {
                client.send(get("/api/list", LINES, ""));
                RawResponse head = client.receiveHead();
                walk = head.field("penstock-walk");
                assertThat(client.receiveRest().text()).contains("40\n").doesNotEndWith("0\r\n\r\n");
            }
            for (int received : new int[] {0, 1, 6, 7, 12}) {
                String resume = "Penstock-Resume: " + walk + "\r\nPenstock-Received: " + received + "\r\n";
                RawResponse answer = RawClient.exchange(walking.port(), get("/api/list", LINES, resume));
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.field("penstock-walk")).isEqualTo(walk);
                assertThat(answer.body().toString().lines())
                        .containsExactlyElementsOf(IntStream.range(received, 12)
                                .mapToObj(i -> (i / 2 + 1) + "" + i % 2)
                                .toList());
            }
            String unknown = "Penstock-Resume: " + "0".repeat(32) + "\r\nPenstock-Received: 1\r\n";
            RawResponse gone = RawClient.exchange(walking.port(), get("/api/list", LINES, unknown));
            assertThat(gone.status()).isEqualTo(410);
            String halfSaid = "Penstock-Resume: " + walk + "\r\n";
            assertThat(RawClient.exchange(walking.port(), get("/api/list", LINES, halfSaid))
                            .status())
                    .isEqualTo(400);
        }
    }

    @Test
    void reader_thatTakesNothing_holdsTheUpstreamBack() throws IOException {
        demo.resetStats();
        try (RawClient client = RawClient.connect(gateway.port(), 4_096)) {
            client.send(get("/api/collections/cursor?endless=true&limit=1000", LINES, ""));
            assertThat(client.receiveHead().status()).isEqualTo(200);
            assertThat(Await.standstill("the number of calls", PageWalkIT::calls))
                    .isLessThan(200);
        }
        Await.until("the walk to end with its caller", () -> demo.stats().getInteger("inFlight") == 0);
    }

    private static long calls() {
        return demo.stats().getJsonObject("requests").getLong("GET /collections/{style}");
    }

    private static String page(String body, String fields) {
        return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" + fields + "Content-Length: " + body.length()
                + "\r\n\r\n" + body;
    }
}
