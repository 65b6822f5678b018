package io.penstock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.penstock.error.AnswerTooLargeException;
import io.penstock.error.BadRequestException;
import io.penstock.error.CancelledException;
import io.penstock.error.ForbiddenException;
import io.penstock.error.OverloadedException;
import io.penstock.error.PenstockException;
import io.penstock.error.Problem;
import io.penstock.error.TimeoutException;
import io.penstock.testing.Await;
import io.penstock.testing.RawClient;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ObjectAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls in process whose answers are gathered in memory. */
class UpstreamIT {

    private static final int DEFAULT_LIMIT = 16 * 1024 * 1024;

    @RegisterExtension
    static final PenstockUnderTest RUNNING =
            new PenstockUnderTest("upstreams.demo.pool.size", "2", "upstreams.demo.maxRequestBody", "1MiB");

    private final Upstream demo = RUNNING.upstream();

    @Test
    void get_ofAnItem_answersAsThePortDoes() throws Exception {
        UpstreamResponse answer = Await.get(demo.get("/items/7"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.bodyAsString())
                .isEqualTo(RawClient.exchange(RUNNING.penstock().port(), RawClient.get("/demo/items/7"))
                        .text());
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.header("via")).isEqualTo("1.1 penstock");
    }

    @Test
    void get_answeredWithAnErrorStatus_isAnAnswer() {
        assertThat(Await.get(demo.get("/status/503")).status()).isEqualTo(503);
    }

    @Test
    void get_thatFailsOnErrors_failsWithWhatTheStatusStandsFor() {
        assertThat(Await.failure(demo.send(UpstreamRequest.get("/status/403").failingOnErrors())))
                .asInstanceOf(type(ForbiddenException.class))
                .returns(403, PenstockException::status)
                .returns("demo", PenstockException::upstream)
                .returns("GET *", PenstockException::operation);
        assertThat(Await.get(demo.send(UpstreamRequest.get("/items/7").failingOnErrors()))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void post_ofJson_sendsItWithItsType() {
        UpstreamResponse answer = Await.get(demo.post("/echo", new JsonObject().put("a", 1)));

        assertThat(answer.bodyAsJsonObject()).isEqualTo(new JsonObject().put("a", 1));
        assertThat(answer.header("content-type")).isEqualTo("application/json");
        assertThat(answer.header("x-echo-method")).isEqualTo("POST");
    }

    @Test
    void putAndPatch_ofABuffer_sendIt() {
        UpstreamResponse put = Await.get(demo.put("/echo", Buffer.buffer("one")));
        UpstreamResponse patch = Await.get(demo.patch("/echo", Buffer.buffer("two")));

        assertThat(List.of(put.bodyAsString(), patch.bodyAsString())).containsExactly("one", "two");
        assertThat(List.of(put.header("x-echo-method"), patch.header("x-echo-method")))
                .containsExactly("PUT", "PATCH");
    }

    @Test
    void delete_reachesTheUpstream() {
        assertThat(sent(demo.delete("/headers?x=1")).getString("method")).isEqualTo("DELETE");
    }

    @Test
    void head_ofALargeBody_isNotHeldToTheBound() {
        UpstreamResponse answer =
                Await.get(demo.send(UpstreamRequest.head("/bytes/1000000").withMaxResponseBody(1)));

        assertThat(answer.header("content-length")).isEqualTo("1000000");
        assertThat(answer.body().length()).isZero();
    }

    @Test
    void query_withReservedCharacters_arrivesEncoded() {
        UpstreamRequest request =
                UpstreamRequest.get("/headers").withQuery("q", "a&b=c d").withQuery("r", "é");

        assertThat(sent(demo.send(request)).getString("uri")).isEqualTo("/headers?q=a%26b%3Dc%20d&r=%C3%A9");
    }

    @Test
    void headers_ofTheCall_areFilteredAsThoseOfCallers() {
        UpstreamRequest request = UpstreamRequest.get("/headers")
                .withHeader("X-Kept", "one")
                .withHeader("X-Kept", "two")
                .withHeader("Connection", "X-Named")
                .withHeader("X-Named", "dropped")
                .withHeader("Host", "elsewhere.example")
                .withHeader("Content-Length", "7")
                .withHeader("Transfer-Encoding", "chunked")
                .withHeader("Penstock-Max-Wait", "1s");

        JsonArray arrived = sent(demo.send(request)).getJsonArray("headers");

        assertThat(values(arrived, "x-kept")).containsExactly("one", "two");
        assertThat(values(arrived, "host")).containsExactly(RUNNING.demo().url().substring("http://".length()));
        assertThat(values(arrived, "via")).containsExactly("1.1 penstock");
        for (String name : List.of("x-named", "content-length", "transfer-encoding", "penstock-max-wait")) {
            assertThat(values(arrived, name)).as(name).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../secret",
                "/a/%2e%2e/%2e%2e/b",
                "/a b",
                "items",
                "",
                "http://elsewhere.example/",
                "/a\r\nX: y"
            })
    void path_thatMustNotBeForwarded_isRefused(String path) {
        failure(demo.get(path)).isInstanceOf(BadRequestException.class);
        assertThat(requests()).isZero();
    }

    @Test
    void header_withALineBreak_isRefused() {
        UpstreamRequest request = UpstreamRequest.get("/headers").withHeader("X-A", "1\r\nX-B: 2");

        failure(demo.send(request)).returns(Problem.BAD_REQUEST, PenstockException::problem);
        assertThat(requests()).isZero();
    }

    @Test
    void trace_isRefused() {
        failure(demo.send(UpstreamRequest.of(HttpMethod.TRACE, "/headers")))
                .returns(Problem.METHOD_NOT_ALLOWED, PenstockException::problem);
    }

    @Test
    void requestBody_aboveMaxRequestBody_isRefused() {
        failure(demo.post("/echo", Buffer.buffer(new byte[1024 * 1024 + 1])))
                .returns(Problem.BODY_TOO_LARGE, PenstockException::problem);
    }

    @Test
    void answer_ofExactlyTheDefaultBound_isGathered() {
        assertThat(Await.get(demo.get("/bytes/" + DEFAULT_LIMIT)).body().length())
                .isEqualTo(DEFAULT_LIMIT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?chunked=true"})
    void answer_aByteAboveTheBound_failsAndIsGivenUp(String query) {
        failure(demo.get("/bytes/" + (DEFAULT_LIMIT + 1) + query))
                .isInstanceOf(AnswerTooLargeException.class)
                .returns(Problem.ANSWER_TOO_LARGE, PenstockException::problem)
                .returns("demo", PenstockException::upstream)
                .returns(1, PenstockException::attempts);
        RUNNING.awaitQuietDemo();
    }

    @Test
    void timeout_beforeTheHead_failsAndResetsTheRequest() {
        failure(demo.send(UpstreamRequest.get("/slow/60000").withTimeout(Duration.ofMillis(50))))
                .isInstanceOf(TimeoutException.class)
                .returns(Problem.TOTAL_TIMEOUT, PenstockException::problem)
                .returns("demo", PenstockException::upstream);
        RUNNING.awaitQuietDemo();
    }

    @Test
    void timeout_inTheBody_failsAndResetsTheRequest() {
        // An endless answer: its head comes at once, its end never.
        failure(demo.send(UpstreamRequest.get("/events?every=20").withTimeout(Duration.ofMillis(200))))
                .isInstanceOf(TimeoutException.class)
                .returns(Problem.TOTAL_TIMEOUT, PenstockException::problem);
        RUNNING.awaitQuietDemo();
    }

    @Test
    void maxWait_whileThePoolIsTaken_failsTheCallAlone() {
        CancelToken token = new CancelToken();
        // Two that ask alike would share a call.
        Future<UpstreamResponse> first =
                demo.send(UpstreamRequest.get("/slow/60000").withCancelToken(token));
        Future<UpstreamResponse> second =
                demo.send(UpstreamRequest.get("/slow/60001").withCancelToken(token));
        Await.until("two requests in flight", () -> RUNNING.demo().stats().getLong("inFlight") == 2);

        failure(demo.send(UpstreamRequest.get("/items/1").withMaxWait(Duration.ofMillis(20))))
                .isInstanceOf(OverloadedException.class)
                .returns(Problem.POOL_TIMEOUT, PenstockException::problem);
        assertThat(first.isComplete() || second.isComplete()).isFalse();
        token.cancel();
        RUNNING.awaitQuietDemo();
    }

    @Test
    void cancel_beforeTheHead_failsTheCallAndResetsTheRequest() {
        CancelToken token = new CancelToken();
        Future<UpstreamResponse> answer =
                demo.send(UpstreamRequest.get("/slow/60000").withCancelToken(token));
        RUNNING.awaitBusyDemo();

        token.cancel();

        failure(answer).isInstanceOf(CancelledException.class);
        RUNNING.awaitQuietDemo();
    }

    @Test
    void cancel_beforeTheCall_failsItWithoutARequest() {
        CancelToken token = new CancelToken();
        token.cancel();

        failure(demo.send(UpstreamRequest.get("/items/1").withCancelToken(token)))
                .isInstanceOf(CancelledException.class)
                .returns(0, PenstockException::attempts);
    }

    private static JsonObject sent(Future<UpstreamResponse> answer) {
        return Await.get(answer).bodyAsJsonObject();
    }

    private static List<String> values(JsonArray fields, String name) {
        return fields.stream()
                .map(JsonArray.class::cast)
                .filter(field -> field.getString(0).equalsIgnoreCase(name))
                .map(field -> field.getString(1))
                .toList();
    }

    private static long requests() {
        return RUNNING.demo().stats().getJsonObject("requests").stream()
                .mapToLong(count -> (Long) count.getValue())
                .sum();
    }

    private static ObjectAssert<PenstockException> failure(Future<?> future) {
        return assertThat(Await.failure(future)).asInstanceOf(type(PenstockException.class));
    }
}
