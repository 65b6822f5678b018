package io.penstock.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import io.penstock.testing.Await;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

class VertxInternalsTest {

    @Test
    void moveToHeap_ofPooledParts_keepsTheirBytesAndReleasesThePool() {
        ByteBuf first = pooled("first");
        ByteBuf last = pooled("last");
        DefaultLastHttpContent end = new DefaultLastHttpContent(last);
        end.trailingHeaders().add("x-sum", "1");
        List<Object> decoded = new ArrayList<>(
                List.of("head", new DefaultHttpContent(first), end, LastHttpContent.EMPTY_LAST_CONTENT));

        VertxInternals.moveToHeap(decoded);

        assertThat(first.refCnt()).isZero();
        assertThat(last.refCnt()).isZero();
        assertThat(text(decoded.get(1))).isEqualTo("first");
        assertThat(text(decoded.get(2))).isEqualTo("last");
        assertThat(((LastHttpContent) decoded.get(2)).trailingHeaders().get("x-sum"))
                .isEqualTo("1");
        assertThat(decoded.get(0)).isEqualTo("head");
        assertThat(decoded.get(3)).isSameAs(LastHttpContent.EMPTY_LAST_CONTENT);
    }

    @Test
    void write_toAStreamThatTakesNothingAndIsReset_releasesTheBytes() {
        Vertx vertx = Vertx.vertx();
        Queue<ByteBuf> written = new ConcurrentLinkedQueue<>();
        try {
            HttpServer server = Await.get(vertx.createHttpServer()
                    .requestHandler(request -> {
                        HttpServerResponse response = request.response().setChunked(true);
                        // More than the windows of stream and connection: the rest waits in Vert.x.
                        for (int i = 0; i < 64; i++) {
                            ByteBuf bytes = PooledByteBufAllocator.DEFAULT
                                    .directBuffer(4_096)
                                    .writeZero(4_096);
                            written.add(bytes);
                            VertxInternals.write(response, bytes);
                        }
                    })
                    .listen(0, "127.0.0.1"));
            HttpClient client = vertx.createHttpClient(new HttpClientOptions()
                    .setProtocolVersion(HttpVersion.HTTP_2)
                    .setHttp2ClearTextUpgrade(false));

            Await.get(Await.onLoop(
                    vertx,
                    () -> client.request(HttpMethod.GET, server.actualPort(), "127.0.0.1", "/")
                            .compose(HttpClientRequest::send)
                            .onSuccess(head -> head.pause().request().reset(8))));

            Await.until(
                    "all is released",
                    () -> written.size() == 64 && written.stream().allMatch(bytes -> bytes.refCnt() == 0));
        } finally {
            Await.get(vertx.close());
        }
    }

    private static ByteBuf pooled(String text) {
        return PooledByteBufAllocator.DEFAULT.buffer().writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(Object part) {
        return ((HttpContent) part).content().toString(StandardCharsets.UTF_8);
    }
}
