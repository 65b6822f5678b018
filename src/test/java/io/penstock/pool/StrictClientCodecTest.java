package io.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What of the bytes of an upstream reaches the request that they answer, however the network cuts them. */
class StrictClientCodecTest {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";
    private static final String CHUNKED =
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n0\r\nTrailer: t\r\n\r\n";

    static Stream<Arguments> answers() {
        return Stream.of(
                Arguments.of("of a known length", "GET", OK, "200 hi end", false),
                Arguments.of("in chunks", "GET", CHUNKED, "200 abc end", false),
                Arguments.of("without a body", "GET", "HTTP/1.1 204 No Content\r\n\r\n", "204 end", false),
                Arguments.of(
                        "304 with a length", "GET", "HTTP/1.1 304 No\r\nContent-Length: 9\r\n\r\n", "304 end", false),
                Arguments.of("to HEAD", "HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", "200 end", false),
                Arguments.of("after 100", "GET", "HTTP/1.1 100 Continue\r\n\r\n" + OK, "100 end 200 hi end", false),
                Arguments.of("after 102", "GET", "HTTP/1.1 102 Processing\r\n\r\n" + OK, "200 hi end", false),
                Arguments.of("after 199", "GET", "HTTP/1.1 199 Odd\r\nA: b\r\n\r\n" + OK, "200 hi end", false),
                Arguments.of(
                        "after 102 to HEAD",
                        "HEAD",
                        "HTTP/1.1 102 P\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n",
                        "200 end",
                        false),
                Arguments.of(
                        "after 103",
                        "GET",
                        "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + OK,
                        "103 end 200 hi end",
                        false),
                Arguments.of("and a second answer", "GET", OK + OK, "200 hi end", true),
                Arguments.of("and a late 102", "GET", OK + "HTTP/1.1 102 Processing\r\n\r\n", "200 hi end", true),
                Arguments.of("and a partial status line", "GET", OK + "HTTP/1.1 2", "200 hi end", true),
                Arguments.of("and one byte", "GET", CHUNKED + "\n", "200 abc end", true),
                Arguments.of("204 with a body", "GET", "HTTP/1.1 204 No Content\r\n\r\nbody", "204 end", true),
                Arguments.of(
                        "304 with a body", "GET", "HTTP/1.1 304 No\r\nContent-Length: 4\r\n\r\nbody", "304 end", true),
                Arguments.of("to HEAD with a body", "HEAD", OK, "200 end", true));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answers")
    void answer_cutAnywhere_givesTheSame(String name, String method, String bytes, String expected, boolean doubt) {
        for (int first = 0; first <= bytes.length(); first++) {
            for (int second = first; second <= bytes.length(); second++) {
                Upstream upstream = new Upstream().ask(method);
                upstream.sends(bytes.substring(0, first));
                upstream.sends(bytes.substring(first, second));
                upstream.sends(bytes.substring(second));

                assertThat(upstream.received())
                        .as("cut at %d and %d", first, second)
                        .isEqualTo(expected);
                assertThat(upstream.doubted())
                        .as("cut at %d and %d", first, second)
                        .isEqualTo(doubt);
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answers")
    void answer_byteByByte_givesTheSame(String name, String method, String bytes, String expected, boolean doubt) {
        Upstream upstream = new Upstream().ask(method);
        bytes.chars().forEach(each -> upstream.sends(String.valueOf((char) each)));

        assertThat(upstream.received()).isEqualTo(expected);
        assertThat(upstream.doubted()).isEqualTo(doubt);
    }

    @Test
    void bytesAfterTheEnd_inItsPacket_areDoubtedBeforeTheEndIsHandedOn() {
        Upstream upstream = new Upstream().ask("GET");

        upstream.sends(OK + "x");

        assertThat(upstream.doubtedAtEnd).isTrue();
    }

    @Test
    void bytesBeforeAnyRequest_areDoubtedAndDropped() {
        Upstream upstream = new Upstream();

        upstream.sends(OK);

        assertThat(upstream.doubted()).isTrue();
        assertThat(upstream.received()).isEmpty();
    }

    @Test
    void bytesWhileIdle_doNotAnswerTheNextRequest() {
        Upstream upstream = new Upstream().ask("GET");
        upstream.sends(OK);
        upstream.sends("HTTP/1.1 200 OK\r\nContent-Le");
        assertThat(upstream.doubted()).isTrue();

        upstream.ask("GET");
        upstream.sends("HTTP/1.1 201 Created\r\nContent-Length: 3\r\n\r\nown");

        assertThat(upstream.received()).isEqualTo("200 hi end 201 own end");
    }

    @Test
    void requestsInTurn_getTheirOwnAnswers() {
        Upstream upstream = new Upstream();
        for (int i = 0; i < 100; i++) {
            upstream.ask(i % 3 == 0 ? "HEAD" : "GET");
            upstream.sends("HTTP/1.1 102 Processing\r\n\r\n");
            upstream.sends("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n" + (i % 3 == 0 ? "" : i % 10 + "\n"));
        }

        assertThat(upstream.doubted()).isFalse();
        assertThat(upstream.received().split(" end", -1)).hasSize(101);
    }

    @Test
    void switchingProtocols_isMalformed() {
        Upstream upstream = new Upstream().ask("GET");

        upstream.sends("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n");

        assertThat(upstream.failures()).singleElement().asString().contains("101");
    }

    @Test
    void informationalAnswersWithoutEnd_areMalformed() {
        Upstream upstream = new Upstream().ask("GET");

        upstream.sends("HTTP/1.1 102 Processing\r\n\r\n".repeat(32));
        assertThat(upstream.failures()).isEmpty();
        upstream.sends("HTTP/1.1 102 Processing\r\n\r\n");

        assertThat(upstream.failures()).singleElement().asString().contains("33 informational answers");
    }

    @Test
    void bodyUntilTheEndOfTheConnection_endsWithIt_andACutOneDoesNot() {
        Upstream whole = new Upstream().ask("GET");
        whole.sends("HTTP/1.1 200 OK\r\n\r\nall of it");
        whole.closes();
        assertThat(whole.received()).isEqualTo("200 all of it end");

        Upstream cut = new Upstream().ask("GET");
        cut.sends("HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nhalf");
        cut.closes();
        assertThat(cut.received()).isEqualTo("200 half");
    }

    @Test
    void headBeyondTheLimit_isMalformed() {
        Upstream upstream = new Upstream().ask("GET");

        upstream.sends("HTTP/1.1 200 OK\r\nA: " + "x".repeat(2_000) + "\r\n\r\n");

        assertThat(upstream.failures()).isNotEmpty();
    }

    /** A connection that ends in the codec. */
    private static final class Upstream {

        private final List<HttpObject> received = new ArrayList<>();
        private boolean doubted;
        private boolean doubtedAtEnd;
        private final EmbeddedChannel channel =
                new EmbeddedChannel(new StrictClientCodec(1_024, () -> doubted = true)) {
                    @Override
                    protected void handleInboundMessage(Object message) {
                        received.add((HttpObject) message);
                        if (message instanceof LastHttpContent) {
                            doubtedAtEnd = doubted;
                        }
                    }
                };

        Upstream ask(String method) {
            channel.writeOutbound(new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.valueOf(method), "/"));
            channel.releaseOutbound();
            return this;
        }

        void sends(String bytes) {
            if (!bytes.isEmpty()) {
                channel.writeInbound(Unpooled.copiedBuffer(bytes, StandardCharsets.ISO_8859_1));
            }
        }

        void closes() {
            channel.close().syncUninterruptibly();
        }

        boolean doubted() {
            return doubted;
        }

        List<Throwable> failures() {
            return received.stream()
                    .map(each -> each.decoderResult().cause())
                    .filter(cause -> cause != null)
                    .toList();
        }

        /** The parts of the answers that were handed on: statuses, bodies, ends. */
        String received() {
            StringBuilder text = new StringBuilder();
            boolean inBody = false;
            for (HttpObject each : received) {
                if (each instanceof HttpResponse head) {
                    text.append(' ').append(head.status().code());
                    inBody = false;
                }
                if (each instanceof HttpContent content && content.content().isReadable()) {
                    text.append(inBody ? "" : " ").append(content.content().toString(StandardCharsets.ISO_8859_1));
                    inBody = true;
                }
                if (each instanceof LastHttpContent) {
                    text.append(" end");
                }
            }
            return text.toString().strip();
        }
    }
}
