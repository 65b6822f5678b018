package io.penstock.gateway.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AnswerEncoderTest {

    private final EmbeddedChannel channel = new EmbeddedChannel(new AnswerEncoder());

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    @Test
    void smallWholeAnswer_isOneBuffer() {
        ByteBuf body = bytes(1_024);

        List<ByteBuf> written = write(answer(body, "Content-Length: 1024"));

        assertThat(written).hasSize(1);
        assertThat(text(written)).isEqualTo("HTTP/1.1 200 OK\r\nContent-Length: 1024\r\n\r\n" + "x".repeat(1_024));
        assertThat(body.refCnt()).isZero();
    }

    @Test
    void largeWholeAnswer_isHeadAndTheBodyItself() {
        ByteBuf body = bytes(100_000);

        List<ByteBuf> written = write(answer(body, "Content-Length: 100000"));

        assertThat(written).hasSize(2);
        assertThat(written.get(1)).isSameAs(body);
        assertThat(text(written)).endsWith("\r\n\r\n" + "x".repeat(100_000));
    }

    @Test
    void wholeAnswerInChunks_isFramed() {
        ByteBuf body = bytes(4);

        assertThat(text(write(answer(body, "Transfer-Encoding: chunked"))))
                .isEqualTo("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nxxxx\r\n0\r\n\r\n");
    }

    @Test
    void answerWithoutBody_keepsTheLengthThatItNames() {
        assertThat(text(write(answer(Unpooled.EMPTY_BUFFER, "Content-Length: 9"))))
                .isEqualTo("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n");
    }

    @Test
    void answersInARow_areEachWhole() {
        String one = text(write(answer(bytes(3), "Content-Length: 3")));

        assertThat(text(write(answer(bytes(3), "Content-Length: 3")))).isEqualTo(one);
        assertThat(text(write(answer(Unpooled.EMPTY_BUFFER, "Content-Length: 0"))))
                .startsWith("HTTP/1.1 200 OK");
    }

    private static FullHttpResponse answer(ByteBuf body, String field) {
        HttpHeaders fields = (HttpHeaders) io.vertx.core.http.HttpHeaders.headers();
        int colon = field.indexOf(':');
        fields.add(field.substring(0, colon), field.substring(colon + 2));
        return new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, body, fields, (HttpHeaders)
                io.vertx.core.http.HttpHeaders.headers());
    }

    private static ByteBuf bytes(int length) {
        return Unpooled.copiedBuffer("x".repeat(length), StandardCharsets.US_ASCII);
    }

    private List<ByteBuf> write(FullHttpResponse answer) {
        channel.writeOutbound(answer);
        List<ByteBuf> written = new ArrayList<>();
        for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
            written.add(part);
        }
        return written;
    }

    private static String text(List<ByteBuf> parts) {
        ByteBuf all = Unpooled.wrappedBuffer(parts.toArray(ByteBuf[]::new));
        try {
            return all.toString(StandardCharsets.US_ASCII);
        } finally {
            all.release();
        }
    }
}
