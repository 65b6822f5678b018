package io.penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.Await;
import io.penstock.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.StreamResetException;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Walks whose caller and upstream speak HTTP/2, over an endless list whose pages are of {@link #PAGE_BYTES}. */
class PageWalkHttp2IT {

    private static final int ITEMS = 100;
    private static final int ITEM_BYTES = 1_000;
    private static final long PAGE_BYTES = ITEMS * (ITEM_BYTES + 1L);
    private static final int FAULTY = 3;

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger asked = new AtomicInteger();
    private final Set<HttpServerRequest> open = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean resets = new AtomicBoolean();
    private HttpServer upstream = vertx.createHttpServer();
    private TestGateway gateway = start();
    private HttpClient client = vertx.createHttpClient();

    private TestGateway start() {
        upstream = vertx.createHttpServer(new HttpServerOptions().setPort(0)).requestHandler(this::page);
        int port = Await.get(upstream.listen()).actualPort();
        return TestGateway.to("http://127.0.0.1:" + port, ".protocol", "http2");
    }

    @BeforeEach
    void connect() {
        client = vertx.createHttpClient(new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false)
                .setDefaultHost("127.0.0.1")
                .setDefaultPort(gateway.port()));
    }

    @AfterEach
    void stop() {
        Await.get(client.close());
        gateway.close();
        Await.get(vertx.close());
    }

    private void page(HttpServerRequest request) {
        asked.incrementAndGet();
        open.add(request);
        request.response().endHandler(end -> open.remove(request));
        request.response().exceptionHandler(failure -> {
            if (failure instanceof StreamResetException) {
                open.remove(request);
            }
        });
        int number = Integer.parseInt(Objects.requireNonNullElse(request.getParam("p"), "0"));
        StringBuilder items = new StringBuilder("[");
        for (int i = 0; i < ITEMS; i++) {
            String id = Integer.toString(number * ITEMS + i);
            items.append(i == 0 ? "" : ",").append('"').append(id);
            items.append("x".repeat(ITEM_BYTES - 2 - id.length())).append('"');
        }
        request.response()
                .putHeader("Content-Type", "application/json")
                .putHeader("Link", "</list?p=" + (number + 1) + ">; rel=next");
        if (resets.get() && number == FAULTY) {
            request.response().setChunked(true).write(items.substring(0, items.length() / 2));
            request.response().reset(2);
        } else {
            request.response().end(items.append("]").toString());
        }
    }

    /** The answer, paused, once its head is here. */
    private HttpClientResponse walk(String... fields) {
        RequestOptions options = new RequestOptions().setMethod(HttpMethod.GET).setURI("/api/list");
        options.putHeader("Accept", "application/x-ndjson");
        for (int i = 0; i < fields.length; i += 2) {
            options.putHeader(fields[i], fields[i + 1]);
        }
        return Await.get(Await.onLoop(
                vertx,
                () -> client.request(options).compose(HttpClientRequest::send).map(answer -> {
                    answer.pause();
                    return answer;
                })));
    }

    private void awaitRest() {
        Await.until("the leases are back", () -> gateway.pool().active() == 0);
        Await.until("the upstream's streams have ended", open::isEmpty);
    }

    @Test
    void caller_thatResetsItsStream_endsTheCallsForPages() {
        HttpClientResponse answer = walk();
        assertThat(answer.statusCode()).isEqualTo(200);
        AtomicLong received = new AtomicLong();
        answer.exceptionHandler(failure -> {});
        answer.handler(chunk -> received.addAndGet(chunk.length())).resume();
        Await.until("a page", () -> received.get() > PAGE_BYTES);

        answer.request().reset(8);

        Await.standstill("the number of pages", asked::get);
        awaitRest();
    }

    @Test
    void upstream_thatResetsAPagesStream_breaksTheAnswerAndTheRestCanBeHad() {
        resets.set(true);
        HttpClientResponse answer = walk();
        Buffer received = Buffer.buffer();
        var ended = Await.onLoop(vertx, () -> {
            answer.handler(received::appendBuffer).resume();
            return answer.end();
        });
        assertThat(Await.failure(ended)).isInstanceOf(StreamResetException.class);
        awaitRest();
        // What was on its way when the stream was reset may be lost, in the midst of an item.
        long items = received.toString().chars().filter(c -> c == '\n').count();
        assertThat(items).isBetween(1L, (FAULTY + 1L) * ITEMS - 1);

        resets.set(false);
        HttpClientResponse rest = walk(
                "Penstock-Resume",
                Objects.requireNonNull(answer.getHeader("penstock-walk")),
                "Penstock-Received",
                Long.toString(items));
        Buffer next = Buffer.buffer();
        rest.exceptionHandler(failure -> {});
        rest.handler(chunk -> {
                    if (next.length() < ITEM_BYTES) {
                        next.appendBuffer(chunk);
                    }
                })
                .resume();
        Await.until("an item", () -> next.length() >= ITEM_BYTES);
        assertThat(next.toString()).startsWith("\"" + items + "x");
        rest.request().reset(8);
        awaitRest();
    }

    @Test
    void caller_thatStopsReading_stopsThePages() {
        HttpClientResponse answer = walk();
        AtomicLong received = new AtomicLong();
        answer.exceptionHandler(failure -> {});
        answer.handler(chunk -> received.addAndGet(chunk.length()));
        for (long wanted : new long[] {0, 50 * PAGE_BYTES, 100 * PAGE_BYTES}) {
            answer.resume();
            Await.until("so many bytes", () -> received.get() >= wanted);
            answer.pause();
            long pages = Await.standstill("the number of pages", asked::get);
            // readAhead is 1 MiB; the rest fits into a few buffers on the way.
            assertThat(pages - received.get() / PAGE_BYTES).isBetween(0L, 40L);
        }
        answer.request().reset(8);
        awaitRest();
    }
}
