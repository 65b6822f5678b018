package io.penstock.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.RawClient;
import io.penstock.testing.RawResponse;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class OrdersTest {

    @RegisterExtension
    static final RunningDemo DEMO = new RunningDemo();

    @Test
    void order_new_isCreatedAndFound() throws IOException {
        RawResponse created = DEMO.post("/orders", new JsonObject().put("item", 7));

        assertThat(created.status()).isEqualTo(201);
        RawResponse found = DEMO.get(String.valueOf(created.field("Location")));
        assertThat(found.body()).isEqualTo(created.body());
        assertThat(found.body().toJsonObject().getJsonObject("order")).isEqualTo(new JsonObject().put("item", 7));
    }

    @Test
    void order_sameKey_isTheSameOrder() throws IOException {
        RawResponse first = order("Idempotency-Key: a1\r\nOrder-Ref: r1", "{}");
        RawResponse second = order("Idempotency-Key: a1\r\nOrder-Ref: r1", "{}");

        assertThat(second.status()).isEqualTo(200);
        assertThat(second.field("Idempotent-Replay")).isEqualTo("true");
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(DEMO.api().stats().getInteger("duplicates")).isZero();
    }

    @Test
    void order_sameKeyOtherContent_isRefused() throws IOException {
        order("Idempotency-Key: a2", "{\"item\":1}");

        assertThat(order("Idempotency-Key: a2", "{\"item\":2}").status()).isEqualTo(422);
    }

    @Test
    void order_sameReferenceWithoutKey_isADuplicate() throws IOException {
        assertThat(order("Order-Ref: r2", "{}").status()).isEqualTo(201);
        assertThat(order("Order-Ref: r2", "{}").status()).isEqualTo(201);

        assertThat(DEMO.api().stats().getInteger("duplicates")).isOne();
    }

    @Test
    void order_notJson_isRefused() throws IOException {
        RawResponse answer = order("X-Test: 1", "nonsense");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).contains("the body is not a JSON object");
    }

    @Test
    void order_tooLong_isRefused() throws IOException {
        RawResponse answer = order("X-Test: 1", " ".repeat(64 * 1024 + 1));

        assertThat(answer.status()).isEqualTo(413);
    }

    @Test
    void book_moreOrdersThanItKeeps_forgetsTheEldest() {
        OrderBook book = new OrderBook();
        for (int i = 0; i <= 10_000; i++) {
            book.place("key" + i, null, new JsonObject());
        }

        assertThat(book.find(1)).isNull();
        assertThat(book.find(10_001)).isNotNull();
        assertThat(book.place("key0", null, new JsonObject()).result()).isEqualTo(OrderBook.Result.CREATED);
        assertThat(book.place("key10000", null, new JsonObject()).result()).isEqualTo(OrderBook.Result.REPLAYED);
    }

    private static RawResponse order(String fields, String body) throws IOException {
        return RawClient.exchange(
                DEMO.api().port(),
                "POST /orders HTTP/1.1\r\nHost: test\r\n" + fields + "\r\nContent-Length: " + body.length() + "\r\n\r\n"
                        + body);
    }
}
