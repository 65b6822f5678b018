package io.penstock.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.RawResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordsPartTest {

    private static final String THREE = "{\"id\":3,\"name\":\"Record 3\",\"square\":9}";

    @RegisterExtension
    static final RunningDemo DEMO = new RunningDemo();

    @ParameterizedTest
    @ValueSource(strings = {"/records/3", "/records/3?delay=1ms"})
    void record_known_isGiven(String target) throws IOException {
        RawResponse answer = DEMO.get(target);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo(THREE);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 404, record 0 does not exist (there are records 1 to 99999)",
        "03, 404, record 03 does not exist",
        "100000, 404, record 100000 does not exist",
        "89999, 200, Record 89999",
        "90000, 403, record 90000 is locked",
        "99999, 403, record 99999 is locked"
    })
    void record_atTheEdges(String id, int status, String text) throws IOException {
        RawResponse answer = DEMO.get("/records/" + id);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.text()).contains(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/records?ids=1,nothing,90000,2", "/records?id=1&id=nothing&id=90000&id=2"})
    void list_hasTheKnownOnes_inAnOrderOfItsOwn(String target) throws IOException {
        JsonArray data = DEMO.get(target).body().toJsonObject().getJsonArray("data");

        assertThat(ids(data)).containsExactly(2, 1);
    }

    @Test
    void list_ofTooMany_isRefused() throws IOException {
        assertThat(DEMO.get("/records?ids=" + numbers(100, ",")).status()).isEqualTo(200);
        assertThat(DEMO.get("/records?ids=" + numbers(101, ",")).status()).isEqualTo(413);
        assertThat(DEMO.get("/record-sets/" + numbers(101, ";")).status()).isEqualTo(413);
    }

    @Test
    void set_hasNullsInThePlacesOfUnknownAndLockedOnes() throws IOException {
        JsonArray data =
                DEMO.get("/record-sets/3;nothing;90000;3").body().toJsonObject().getJsonArray("data");

        assertThat(data)
                .isEqualTo(new JsonArray()
                        .add(new JsonObject(THREE))
                        .addNull()
                        .addNull()
                        .add(new JsonObject(THREE)));
    }

    @Test
    void read_hasTheKnownOnesByName() throws IOException {
        RawResponse answer = DEMO.post("/records/read", new JsonObject("{\"ids\":[\"3\",\"nothing\",\"90000\"]}"));

        assertThat(answer.text()).isEqualTo("{\"3\":" + THREE + "}");
    }

    @Test
    void envelope_givesEachItsOwnStatus_underItsId() throws IOException {
        JsonArray responses = envelope("/records/3", "/records/90000", "/items/1")
                .body()
                .toJsonObject()
                .getJsonArray("responses");

        assertThat(responses.stream().map(each -> ((JsonObject) each).getInteger("status")))
                .containsExactly(200, 403, 404);
        assertThat(responses.getJsonObject(0))
                .isEqualTo(new JsonObject()
                        .put("id", "r0")
                        .put("status", 200)
                        .put(
                                "headers",
                                new JsonObject()
                                        .put("Content-Type", "application/json")
                                        .put("X-Record", "3"))
                        .put("body", new JsonObject(THREE)));
        assertThat(responses.getJsonObject(1).getJsonObject("body").getString("error"))
                .contains("is locked");
    }

    @Test
    void envelope_ofTooMany_isRefused() throws IOException {
        RawResponse answer = envelope(
                IntStream.rangeClosed(1, 21).mapToObj(id -> "/records/" + id).toArray(String[]::new));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).contains("21 requests (expected: at most 20)");
    }

    private static RawResponse envelope(String... urls) throws IOException {
        JsonArray requests = new JsonArray();
        for (String url : urls) {
            requests.add(new JsonObject()
                    .put("id", "r" + requests.size())
                    .put("method", "GET")
                    .put("url", url));
        }
        return DEMO.post("/batch", new JsonObject().put("requests", requests));
    }

    private static List<Integer> ids(JsonArray records) {
        return records.stream()
                .map(each -> ((JsonObject) each).getInteger("id"))
                .toList();
    }

    private static String numbers(int count, String separator) {
        return IntStream.rangeClosed(1, count).mapToObj(Integer::toString).collect(Collectors.joining(separator));
    }
}
