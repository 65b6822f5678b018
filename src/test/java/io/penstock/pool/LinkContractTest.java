package io.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.Await;
import io.penstock.testing.RawConnection;
import io.penstock.testing.RawRequest;
import io.penstock.testing.RawServer;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What every link over HTTP/1.1 keeps to, whatever carries its requests and whichever event loop makes them. */
@ParameterizedClass
@EnumSource(OpenLink.Way.class)
class LinkContractTest {

    private static final int MEBIBYTE = 1 << 20;

    @Parameter
    OpenLink.Way way = OpenLink.Way.OWN;

    @Test
    void answers_inTurn_areWhole_andToldOnTheLoopThatAsked() throws Exception {
        String chunked =
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nSum: 5\r\n\r\n";
        try (RawServer server = RawServer.start(connection -> {
                    connection.next();
                    connection.write(RawServer.ok("hello"));
                    connection.next();
                    connection.write(chunked);
                    connection.next();
                    connection.write("HTTP/1.1 204 No Content\r\n\r\n");
                    connection.awaitEnd();
                });
                OpenLink link = new OpenLink(way, server.url())) {
            RecordedAnswer first = link.get("/1");
            assertThat(first.await("end")).containsExactly("head 200", "end");
            RecordedAnswer second = link.get("/2");
            assertThat(second.await("end [Sum=5]")).containsExactly("head 200", "end [Sum=5]");
            RecordedAnswer third = link.get("/3");
            assertThat(third.await("end")).containsExactly("head 204", "end");

            assertThat(first.body()).isEqualTo("hello");
            assertThat(second.body()).isEqualTo("abcde");
            assertThat(third.body()).isEmpty();
            assertThat(first.threads).containsOnly(link.thread());
            assertThat(link.doubts).hasValue(0);
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void headAndBody_byteByByte_areOneAnswer() throws Exception {
        try (RawServer server = RawServer.start(connection -> {
                    connection.next();
                    for (char each : RawServer.ok("hello").toCharArray()) {
                        connection.write(String.valueOf(each));
                    }
                    connection.awaitEnd();
                });
                OpenLink link = new OpenLink(way, server.url())) {
            RecordedAnswer answer = link.get("/");

            assertThat(answer.await("end")).containsExactly("head 200", "end");
            assertThat(answer.body()).isEqualTo("hello");
            assertThat(answer.headers()).anyMatch(field -> field.getKey().equalsIgnoreCase("Content-Length"));
        }
    }

    @Test
    void informationalAnswers_areNotTheAnswer() throws Exception {
        String answer = "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n"
                + "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + RawServer.ok("own");
        try (RawServer server = RawServer.answering(answer);
                OpenLink link = new OpenLink(way, server.url())) {
            for (int i = 0; i < 3; i++) {
                RecordedAnswer told = link.get("/");
                assertThat(told.await("end")).containsExactly("proceed", "head 200", "end");
                assertThat(told.body()).isEqualTo("own");
            }
        }
    }

    @Test
    void switchOfProtocols_breaksIt_andTheLinkIsClosed() throws Exception {
        isBroken("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n", false);
    }

    @Test
    void headBeyondTheLimit_breaksIt_andTheLinkIsClosed() throws Exception {
        isBroken("HTTP/1.1 200 OK\r\nA: " + "x".repeat(8_192) + "\r\n\r\n", false);
    }

    @Test
    void twoLengths_breakIt_andTheLinkIsClosed() throws Exception {
        isBroken("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", false);
    }

    @Test
    void chunkThatIsNone_breaksABegunAnswer_andTheLinkIsClosed() throws Exception {
        isBroken("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnone\r\n", true);
    }

    private void isBroken(String bytes, boolean begun) throws IOException {
        try (RawServer server = RawServer.answering(bytes);
                OpenLink link = new OpenLink(way, server.url())) {
            RecordedAnswer answer = link.get("/");

            assertThat(answer.await("broken")).endsWith("broken").hasSizeLessThanOrEqualTo(begun ? 2 : 1);
            assertThat(answer.unhandled()).isFalse();
            Await.until("the link is closed", () -> !link.alive() && link.closings.get() == 1);
        }
    }

    @Test
    void answersWithoutABody_haveNone_whateverTheyAnnounce() throws Exception {
        try (RawServer server = RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n");
                OpenLink link = new OpenLink(way, server.url())) {
            link.ask(HttpMethod.HEAD, "/").await("end");
            assertThat(link.ask(HttpMethod.HEAD, "/").await("end")).containsExactly("head 200", "end");
        }
        try (RawServer server = RawServer.answering("HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n");
                OpenLink link = new OpenLink(way, server.url())) {
            link.get("/").await("end");
            assertThat(link.get("/").await("end")).containsExactly("head 304", "end");
        }
    }

    @Test
    void bodyUntilTheEndOfTheConnection_isWhole() throws Exception {
        try (RawServer server = RawServer.start(connection -> {
                    connection.next();
                    connection.write("HTTP/1.1 200 OK\r\n\r\nall of it");
                });
                OpenLink link = new OpenLink(way, server.url())) {
            RecordedAnswer answer = link.get("/");

            assertThat(answer.await("end")).containsExactly("head 200", "end");
            assertThat(answer.body()).isEqualTo("all of it");
            Await.until("the link is closed", () -> link.closings.get() == 1);
        }
    }

    @Test
    void connectionThatEnds_amidTheBody_breaksIt() throws Exception {
        try (RawServer server = RawServer.start(connection -> {
                    connection.next();
                    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
                });
                OpenLink link = new OpenLink(way, server.url())) {
            RecordedAnswer answer = link.get("/");

            assertThat(answer.await("broken")).containsExactly("head 200", "broken");
            assertThat(answer.unhandled()).isFalse();
        }
    }

    @Test
    void connectionThatIsReset_beforeTheHead_breaksIt() throws Exception {
        try (RawServer server = RawServer.start(connection -> {
                    connection.next();
                    connection.reset();
                });
                OpenLink link = new OpenLink(way, server.url())) {
            RecordedAnswer answer = link.get("/");

            assertThat(answer.await("broken")).containsExactly("broken");
            assertThat(answer.unhandled()).isFalse();
            Await.until("the link is closed", () -> link.closings.get() == 1);
        }
    }

    @Test
    void requestOnADeadLink_isBroken_andWasNotHandled() throws Exception {
        try (RawServer server = RawServer.start(RawConnection::next);
                OpenLink link = new OpenLink(way, server.url())) {
            link.get("/").await("broken");
            Await.until("the link is closed", () -> !link.alive());

            RecordedAnswer answer = link.get("/");

            assertThat(answer.await("broken")).containsExactly("broken");
            assertThat(answer.unhandled()).isTrue();
        }
    }

    @Test
    void bytesAfterTheEnd_leaveTheAnswerWhole_andTheLinkUnfit() throws Exception {
        try (RawServer server = RawServer.answering(RawServer.ok("own") + RawServer.ok("forged"));
                OpenLink link = new OpenLink(way, server.url())) {
            RecordedAnswer answer = link.get("/");

            answer.await("end");
            assertThat(answer.body()).isEqualTo("own");
            Await.until("the link is unfit", () -> link.doubts.get() > 0);
        }
    }

    @Test
    void bodies_ofKnownAndUnknownLength_arriveAsTheyWere() throws Exception {
        try (RawServer server = RawServer.answering(RawServer.ok("taken"));
                OpenLink link = new OpenLink(way, server.url())) {
            for (long length : new long[] {6, -1}) {
                RecordedAnswer answer = new RecordedAnswer();
                var headers = HttpHeaders.headers();
                if (length > 0) {
                    headers.set("Content-Length", Long.toString(length));
                }
                LinkStream stream = link.open(HttpMethod.POST, "/body?a=b", headers, length, answer);
                Await.until("it may be written to", () -> link.compute(stream::writable));
                link.run(() -> stream.write(Buffer.buffer("abc")));
                Await.until("it may be written to again", () -> link.compute(stream::writable));
                link.run(() -> {
                    // In one go: the server knows the length, and may answer before it is told the end.
                    stream.write(Buffer.buffer("def"));
                    stream.end();
                    stream.resume();
                });
                answer.await("end");
            }

            assertThat(server.requests()).extracting(RawRequest::text).containsExactly("abcdef", "abcdef");
            assertThat(server.requests()).extracting(RawRequest::line).containsOnly("POST /body?a=b HTTP/1.1");
            assertThat(server.requests().get(0).field("Content-Length")).isEqualTo("6");
            assertThat(server.requests().get(1).field("Transfer-Encoding")).isEqualTo("chunked");
            assertThat(server.requests().get(1).field("Content-Length")).isNull();
            assertThat(server.requests())
                    .allSatisfy(request -> assertThat(request.field("Host")).isEqualTo("127.0.0.1:" + server.port()));
        }
    }

    @Test
    void answerBeforeTheEndOfTheRequest_letsItEnd_andTheLinkServesOn() throws Exception {
        try (RawServer server = RawServer.start(connection -> {
                    RawRequest head = connection.nextHead();
                    connection.write(RawServer.ok("early"));
                    if (head != null) {
                        connection.input().skipNBytes("3\r\nabc\r\n0\r\n\r\n".length());
                    }
                    connection.next();
                    connection.write(RawServer.ok("second"));
                    connection.awaitEnd();
                });
                OpenLink link = new OpenLink(way, server.url())) {
            RecordedAnswer first = new RecordedAnswer();
            LinkStream stream = link.open(HttpMethod.POST, "/", HttpHeaders.headers(), -1, first);
            link.run(() -> {
                stream.flush();
                stream.resume();
            });
            first.await("end");
            link.run(() -> {
                stream.write(Buffer.buffer("abc"));
                stream.end();
            });

            RecordedAnswer second = link.get("/");
            second.await("end");

            assertThat(second.body()).isEqualTo("second");
        }
    }

    @Test
    void upstreamThatDoesNotRead_isNotWrittenTo_untilItDoes() throws Exception {
        CountDownLatch reads = new CountDownLatch(1);
        RawServer.Script script = connection -> {
            reads.await();
            while (connection.next() != null) {
                connection.write(RawServer.ok("taken"));
            }
        };
        try (RawServer server = RawServer.start(script, 4_096);
                OpenLink link = new OpenLink(way, server.url())) {
            RecordedAnswer answer = new RecordedAnswer();
            LinkStream stream = link.open(HttpMethod.PUT, "/", HttpHeaders.headers(), -1, answer);
            Await.until("it may be written to", () -> link.compute(stream::writable));
            Buffer part = Buffer.buffer(new byte[64 * 1024]);
            int[] parts = {0};
            // The buffers of two sockets are some megabytes at most.
            long written = Await.standstill(
                    "what is written",
                    () -> link.compute(() -> {
                        if (stream.writable()) {
                            stream.write(part);
                            stream.flush();
                            parts[0]++;
                        }
                        return (long) parts[0];
                    }));
            assertThat(written * part.length()).isLessThan(64L * MEBIBYTE);
            assertThat(answer.events).isEmpty();

            reads.countDown();
            Await.until("it may be written to again", () -> link.compute(stream::writable));
            link.run(() -> {
                stream.end();
                stream.resume();
            });

            answer.await("end");
            assertThat(answer.writable()).isTrue();
            assertThat(server.requests().get(0).body().length()).isEqualTo(parts[0] * part.length());
        }
    }

    @Test
    void answerThatIsHeldBack_staysWithTheUpstream_andComesWhole() throws Exception {
        int megabytes = 64;
        int[] sent = {0};
        RawServer.Script script = connection -> {
            connection.next();
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: " + megabytes * MEBIBYTE + "\r\n\r\n");
            byte[] part = new byte[MEBIBYTE];
            for (int i = 0; i < megabytes; i++) {
                connection.write(part);
                sent[0] = i + 1;
            }
            connection.awaitEnd();
        };
        try (RawServer server = RawServer.start(script);
                OpenLink link = new OpenLink(way, server.url())) {
            RecordedAnswer answer = new RecordedAnswer();
            LinkStream stream = link.open(HttpMethod.GET, "/", HttpHeaders.headers(), 0, answer);
            answer.await("head 200");
            Await.standstill("what is sent", () -> 1 + sent[0]);
            assertThat(sent[0]).isLessThan(megabytes);
            assertThat(answer.bytes()).isZero();

            link.run(stream::resume);
            Await.until("it flows", () -> answer.bytes() > 0);
            link.run(stream::pause);
            link.run(stream::resume);

            answer.await("end");
            assertThat(answer.bytes()).isEqualTo((long) megabytes * MEBIBYTE);
        }
    }

    @Test
    void reset_closesTheConnection_andNothingMoreIsTold() throws Exception {
        try (RawServer server = RawServer.start(connection -> {
                    connection.next();
                    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
                    connection.awaitEnd();
                    connection.write("more");
                });
                OpenLink link = new OpenLink(way, server.url())) {
            RecordedAnswer answer = new RecordedAnswer();
            LinkStream stream = link.open(HttpMethod.GET, "/", HttpHeaders.headers(), 0, answer);
            answer.await("head 200");

            link.run(() -> {
                stream.reset();
                stream.reset();
                stream.resume();
                stream.write(Buffer.buffer("late"));
                stream.end();
            });

            Await.until("the connection is gone", () -> server.openConnections() == 0 && link.closings.get() == 1);
            assertThat(answer.events).containsExactly("head 200");
            assertThat(answer.bytes()).isZero();
        }
    }

    @Test
    void shutdownOfTheClient_closesTheLink() throws Exception {
        try (RawServer server = RawServer.answering(RawServer.ok("hello"));
                OpenLink link = new OpenLink(way, server.url())) {
            link.get("/").await("end");

            link.shutDown();

            Await.until("the connection is gone", () -> server.openConnections() == 0 && link.closings.get() == 1);
        }
    }
}
