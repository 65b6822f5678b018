package io.penstock.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.RawResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogueTest {

    @RegisterExtension
    static final RunningDemo DEMO = new RunningDemo();

    @Test
    void index_listsTheEndpoints() throws IOException {
        RawResponse answer = DEMO.get("/");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().toJsonObject().fieldNames())
                .contains("GET /items/{id}", "GET /bytes/{n}", "POST /faults", "ANY /headers");
    }

    @Test
    void item_known_isGiven() throws IOException {
        RawResponse answer = DEMO.get("/items/100");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.field("content-type")).isEqualTo("application/json");
        assertThat(answer.body().toJsonObject().getInteger("id")).isEqualTo(100);
    }

    @ParameterizedTest
    @CsvSource({
        "/items/101, 404, item 101 does not exist (there are items 1 to 100)",
        "/items/0, 404, item 0 does not exist (there are items 1 to 100)",
        "/items/x, 400, x: expected a whole number from 0 to 9223372036854775807",
        "/items?limit=0, 400, 0: expected a whole number from 1 to 1000",
        "'/items?ids=1,,2', 400, : expected a whole number from 0 to 9223372036854775807",
        "/slow/600001, 400, 600001: expected a whole number from 0 to 600000",
        "/status/199, 400, 199: expected a whole number from 200 to 599",
        "/nowhere, 404, /nowhere: no such endpoint; GET / lists them",
        "/bytes, 404, /bytes: expected a value after it; GET / lists the endpoints",
        "/echo, 405, GET: not a method of /echo",
    })
    void request_thatCannotBeServed_saysWhy(String target, int status, String error) throws IOException {
        RawResponse answer = DEMO.get(target);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body().toJsonObject())
                .isEqualTo(new JsonObject().put("status", status).put("error", error));
    }

    @Test
    void items_byTheirNumbers_leaveOutUnknownOnes() throws IOException {
        JsonArray data = DEMO.get("/items?ids=3,999,1").body().toJsonObject().getJsonArray("data");

        assertThat(data.stream().map(item -> ((JsonObject) item).getInteger("id")))
                .containsExactly(3, 1);
    }

    @Test
    void items_slice_endsWithTheList() throws IOException {
        JsonObject slice = DEMO.get("/items?limit=5&offset=98").body().toJsonObject();

        assertThat(slice.getInteger("total")).isEqualTo(100);
        assertThat(slice.getJsonArray("data").stream().map(item -> ((JsonObject) item).getInteger("id")))
                .containsExactly(99, 100);
    }
}
