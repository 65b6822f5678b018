package io.penstock.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.Await;
import io.penstock.testing.RawConnection;
import io.penstock.testing.RawServer;
import io.penstock.time.DeadlineWheel;
import io.penstock.time.Ticker;
import io.penstock.time.VertxAlarm;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpConnectOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpLineTest {

    private final Vertx vertx = Vertx.vertx();
    private final HttpClientAgent client = vertx.createHttpClient();
    private final Context loop = vertx.getOrCreateContext();
    private volatile @Nullable String authorization;

    @AfterEach
    void stop() {
        Await.get(vertx.close());
    }

    @Test
    void calls_shareAConnection_andCountTheBytesOfBodies() throws IOException {
        try (RawServer server = RawServer.answering(RawServer.ok("hello"))) {
            Line line = line(server.port());

            assertThat(call(line)).isEqualTo(Reply.answer(200, 5));
            assertThat(call(line)).isEqualTo(Reply.answer(200, 5));

            assertThat(server.connections()).isEqualTo(1);
            assertThat(server.requests().get(0).line()).isEqualTo("GET /path?n=1 HTTP/1.1");
        }
    }

    @Test
    void priority_isSentWithThePathsThatHaveOne() throws IOException {
        try (RawServer server = RawServer.answering(RawServer.ok("hello"))) {
            Line line = line(server.port());

            call(line);
            call(line, "/urgent");

            assertThat(server.requests().get(0).field("priority")).isNull();
            assertThat(server.requests().get(1).field("priority")).isEqualTo("u=0");
        }
    }

    @Test
    void authorization_isSentAsItIsWhenTheCallIsMade() throws IOException {
        try (RawServer server = RawServer.answering(RawServer.ok("hello"))) {
            Line line = line(server.port());

            call(line);
            authorization = "Bearer t1";
            call(line);

            assertThat(server.requests().get(0).field("authorization")).isNull();
            assertThat(server.requests().get(1).field("authorization")).isEqualTo("Bearer t1");
        }
    }

    @Test
    void status_from400_isAnError() throws IOException {
        try (RawServer server = RawServer.answering("HTTP/1.1 503 No\r\nContent-Length: 2\r\n\r\nno")) {
            assertThat(call(line(server.port()))).isEqualTo(new Reply("status 503", 2));
        }
    }

    @Test
    void problem_withATimeToComeBack_isARefusalOfTheGateway() throws IOException {
        String head = "HTTP/1.1 429 No\r\nContent-Length: 0\r\nContent-Type: application/";
        try (RawServer problem = RawServer.answering(head + "problem+json\r\nRetry-After: 3\r\n\r\n");
                RawServer withoutWait = RawServer.answering(head + "problem+json\r\n\r\n");
                RawServer another = RawServer.answering(head + "json\r\nRetry-After: 3\r\n\r\n")) {
            // The first call on a line may well be late, with a connection to open.
            assertThat(call(line(problem.port())).error()).isIn("refused 429", "refused late 429");
            assertThat(call(line(withoutWait.port())).error()).isEqualTo("status 429");
            assertThat(call(line(another.port())).error()).isEqualTo("status 429");
        }
    }

    @Test
    void refusal_from100Milliseconds_isLate() {
        assertThat(Reply.refusal(429, 0, 99_999_999).error()).isEqualTo("refused 429");
        assertThat(Reply.refusal(429, 0, 100_000_000).error()).isEqualTo("refused late 429");
    }

    @Test
    void answer_withConnectionClose_isFollowedByANewConnection() throws IOException {
        String last = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
        try (RawServer server = RawServer.answering(last)) {
            Line line = line(server.port());

            assertThat(call(line)).isEqualTo(Reply.answer(200, 0));
            assertThat(call(line)).isEqualTo(Reply.answer(200, 0));

            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void connection_thatBreaksBeforeTheEndOfAnAnswer_isAnError_andIsReplaced() throws IOException {
        RawServer.Script breaksOnce = connection -> {
            while (connection.next() != null) {
                if (connection.index() == 0) {
                    connection
                            .write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel")
                            .reset();
                    return;
                }
                connection.write(RawServer.ok("hello"));
            }
        };
        try (RawServer server = RawServer.start(breaksOnce)) {
            Line line = line(server.port());

            assertThat(call(line).error()).isEqualTo(Reply.CLOSED);
            assertThat(call(line)).isEqualTo(Reply.answer(200, 5));
        }
    }

    @Test
    void call_withoutAnAnswerInTime_isATimeout_andItsConnectionIsNotUsedAgain() throws IOException {
        RawServer.Script silentAtFirst = connection -> {
            if (connection.index() == 0) {
                connection.hold();
            }
            while (connection.next() != null) {
                connection.write(RawServer.ok("hello"));
            }
        };
        try (RawServer server = RawServer.start(silentAtFirst)) {
            Line line = line(server.port(), Duration.ofMillis(50));

            assertThat(call(line)).isEqualTo(Reply.failed(Reply.TIMEOUT, 0));
            Await.until("another connection answers", () -> call(line).error() == null);
        }
    }

    @Test
    void portWithoutServer_isAnErrorOfItsOwn() throws IOException {
        int free;
        try (RawServer server = RawServer.start(RawConnection::hold)) {
            free = server.port();
        }

        assertThat(call(line(free))).isEqualTo(Reply.failed(Reply.CONNECT, 0));
    }

    private Line line(int port) {
        return line(port, Await.DEADLINE);
    }

    private Line line(int port, Duration timeout) {
        Promise<Line> made = Promise.promise();
        loop.runOnContext(now -> {
            DeadlineWheel wheel = VertxAlarm.wheel(vertx, Ticker.system());
            HttpConnectOptions to =
                    new HttpConnectOptions().setHost("127.0.0.1").setPort(port);
            made.complete(new HttpLine(
                    client,
                    to,
                    () -> authorization,
                    Map.of("/urgent", Map.of("Priority", "u=0")),
                    wheel,
                    timeout.toNanos()));
        });
        return Await.get(made.future());
    }

    private Reply call(Line line) {
        return call(line, "/path?n=1");
    }

    private Reply call(Line line, String path) {
        Promise<Reply> reply = Promise.promise();
        loop.runOnContext(now -> {
            Future<Reply> made = line.call(path);
            made.onComplete(reply);
        });
        return Await.get(reply.future());
    }
}
