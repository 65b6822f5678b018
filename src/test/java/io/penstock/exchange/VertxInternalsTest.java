package io.penstock.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
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

    private static ByteBuf pooled(String text) {
        return PooledByteBufAllocator.DEFAULT.buffer().writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(Object part) {
        return ((HttpContent) part).content().toString(StandardCharsets.UTF_8);
    }
}
