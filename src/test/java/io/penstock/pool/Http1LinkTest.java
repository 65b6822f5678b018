package io.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.penstock.config.UpstreamConfig;
import io.penstock.error.BadRequestException;
import io.penstock.testing.Await;
import io.penstock.testing.FakeTicker;
import io.penstock.testing.ManualAlarm;
import io.penstock.time.DeadlineWheel;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who owns the bytes of an answer, turn by turn of the event loop; and what leaves in one write. */
class Http1LinkTest {

    private static final Vertx VERTX = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private static final String HALF = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf";

    private final FakeTicker ticker = new FakeTicker();
    private final UpstreamTarget target = new UpstreamTarget(UpstreamConfig.to("http://up.test"), true, Map.of());
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final Http1Link link;
    private final RecordedAnswer answer = new RecordedAnswer();
    private final List<ByteBuf> read = new ArrayList<>();

    Http1LinkTest() {
        channel.pipeline().addLast("codec", new ChannelDuplexHandler()).addLast("handler", new ChannelDuplexHandler());
        link = new Http1Link(
                channel.pipeline(),
                VERTX.getOrCreateContext(),
                target,
                new DeadlineWheel(ticker, new ManualAlarm(ticker)));
    }

    @AfterEach
    void allThatWasRead_isReleased() {
        channel.close().syncUninterruptibly();
        assertThat(read).allSatisfy(each -> assertThat(each.refCnt()).isZero());
        channel.releaseOutbound();
    }

    @AfterAll
    static void closeVertx() {
        Await.get(VERTX.close());
    }

    @Test
    void whatIsHeldBack_isReleased_whenTheConnectionEnds() {
        open(0);
        arrives(HALF);

        channel.close().syncUninterruptibly();

        assertThat(answer.events).containsExactly("head 200", "broken");
        assertThat(answer.bytes()).isZero();
    }

    @Test
    void whatIsHeldBack_isReleased_whenTheStreamIsReset() {
        LinkStream stream = open(0);
        arrives(HALF);

        stream.reset();

        assertThat(answer.events).containsExactly("head 200");
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void wholeAnswer_heldBack_outlivesItsConnection() {
        LinkStream stream = open(0);
        arrives(HALF + " whole");
        channel.close().syncUninterruptibly();

        stream.resume();

        assertThat(answer.events).containsExactly("head 200", "end");
        assertThat(answer.body()).isEqualTo("half whole");
    }

    @Test
    void wholeAnswer_heldBack_isReleasedWhenNobodyWantsIt() {
        LinkStream stream = open(0);
        arrives(HALF + " whole");
        channel.close().syncUninterruptibly();

        stream.reset();

        assertThat(answer.events).containsExactly("head 200");
    }

    @Test
    void malformedChunk_releasesWhatWasHeldBack() {
        open(0);
        arrives("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nnone\r\n");

        assertThat(answer.events).containsExactly("broken");
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void chunksOfOneTurn_areHandedOnTogether() {
        open(0).resume();

        arrives("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n1\r\nf\r\n0\r\n\r\n");

        assertThat(answer.parts()).containsExactly("abcdef");
        assertThat(answer.events).containsExactly("head 200", "end");
    }

    @Test
    void turn_thatDoesNotEndTheAnswer_isToldAsABurst() {
        LinkStream stream = open(0);
        stream.resume();
        assertThat(answer.bursts).hasValue(0);

        arrives(HALF);
        assertThat(answer.bursts).hasValue(1);
        arrives(" whole");

        assertThat(answer.bursts).hasValue(1);
        assertThat(answer.events).containsExactly("head 200", "end");
        assertThat(stream.bursting()).isFalse();
    }

    @Test
    void manySmallChunks_heldBackOrNot_areBounded_andKeepTheirOrder() {
        StringBuilder chunks = new StringBuilder();
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            chunks.append("1\r\n").append((char) ('a' + i % 26)).append("\r\n");
            expected.append((char) ('a' + i % 26));
        }
        LinkStream stream = open(0);
        arrives("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks);
        stream.resume();
        arrives(chunks + "0\r\n\r\n");

        assertThat(answer.body()).isEqualTo(expected.toString() + expected);
        assertThat(answer.events).containsExactly("head 200", "end");
    }

    @Test
    void muchThatIsHeldBack_stopsTheReading_untilItFlows() {
        LinkStream stream = open(0);
        arrives("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + "x".repeat(1_000));
        assertThat(channel.config().isAutoRead()).isTrue();
        arrives("x".repeat(20_000));
        assertThat(channel.config().isAutoRead()).isFalse();

        stream.resume();

        assertThat(channel.config().isAutoRead()).isTrue();
        assertThat(answer.bytes()).isEqualTo(21_000);
    }

    @Test
    void headWithoutABody_leavesAtOnce_andAHeadWithOneTogetherWithIt() {
        LinkStream first = open(0);
        assertThat(sent()).isEqualTo("GET /path HTTP/1.1\r\nhost: up.test\r\n\r\n");
        arrives("HTTP/1.1 204 No Content\r\n\r\n");
        first.resume();

        LinkStream stream = open(-1);
        assertThat(sent()).isEmpty();
        stream.write(Buffer.buffer("body"));
        assertThat(sent()).isEmpty();
        stream.end();

        assertThat(sent())
                .isEqualTo("GET /path HTTP/1.1\r\nhost: up.test\r\ntransfer-encoding: chunked\r\n\r\n"
                        + "4\r\nbody\r\n0\r\n\r\n");
    }

    @Test
    void bodyLongerThanAnnounced_isNotSent() {
        LinkStream stream = open(3);

        stream.write(Buffer.buffer("four"));

        assertThat(answer.cause()).isInstanceOf(BadRequestException.class).hasMessageContaining("1 bytes more");
        assertThat(sent()).doesNotContain("four");
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void bodyShorterThanAnnounced_isNotTakenForWhole() {
        LinkStream stream = open(3);
        stream.write(Buffer.buffer("tw"));

        stream.end();

        assertThat(answer.cause()).isInstanceOf(BadRequestException.class).hasMessageContaining("1 bytes less");
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void headThatWouldForgeALine_isNotSent_andCostsNothing() {
        MultiMap forged =
                MultiMap.caseInsensitiveMultiMap().add("Host", "up.test").add("a", "b\r\nc: d");

        assertThatThrownBy(() -> link.open(target.head(HttpMethod.GET, "/", forged, 0), answer))
                .isInstanceOf(BadRequestException.class);
        assertThat(sent()).isEmpty();
        open(0);
        assertThat(sent()).startsWith("GET /path ");
    }

    @Test
    void secondRequest_beforeTheAnswerToTheFirst_isADefect() {
        open(0);

        assertThatThrownBy(() -> open(0)).isInstanceOf(IllegalStateException.class);
    }

    private LinkStream open(long length) {
        return link.open(target.head(HttpMethod.GET, "/path", HttpHeaders.headers(), length), answer);
    }

    /** The bytes come in one read, in a buffer of the pool. */
    private void arrives(String bytes) {
        ByteBuf pooled = PooledByteBufAllocator.DEFAULT.directBuffer(bytes.length());
        pooled.writeCharSequence(bytes, StandardCharsets.ISO_8859_1);
        read.add(pooled);
        channel.writeInbound(pooled);
    }

    /** What has been flushed since the last look. */
    private String sent() {
        StringBuilder text = new StringBuilder();
        for (ByteBuf each = channel.readOutbound(); each != null; each = channel.readOutbound()) {
            text.append(each.toString(StandardCharsets.ISO_8859_1));
            each.release();
        }
        return text.toString();
    }
}
