package io.penstock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.penstock.config.UpstreamConfig;
import io.penstock.error.ConfigurationException;
import io.penstock.error.NetworkException;
import io.penstock.error.PenstockException;
import io.penstock.error.Problem;
import io.penstock.error.SystemException;
import io.penstock.testing.Await;
import io.penstock.testing.RawClient;
import io.penstock.testing.RawResponse;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The life of a Penstock within a program. */
class PenstockIT {

    @RegisterExtension
    static final PenstockUnderTest RUNNING = new PenstockUnderTest();

    @Test
    void start_servesThePortTheManagementPortAndCallsInProcess() throws Exception {
        Penstock penstock = RUNNING.penstock();

        assertThat(RawClient.exchange(penstock.port(), RawClient.get("/demo/items/1"))
                        .status())
                .isEqualTo(200);
        assertThat(admin(penstock, "/health/ready").status()).isEqualTo(200);
        assertThat(Await.get(penstock.upstream("demo").get("/items/1")).status())
                .isEqualTo(200);
        assertThat(penstock.upstreams()).containsExactly("demo");
    }

    @Test
    void callInProcess_isCountedAsOneOverThePort() throws Exception {
        Penstock penstock = start(options().build());

        Await.get(penstock.upstream("demo").get("/items/1"));

        String metrics = admin(penstock, "/metrics").text();
        assertThat(metrics).containsPattern("http_client_request_duration_seconds_count\\{.*upstream=\"demo\"} 1\n");
        Await.get(penstock.close());
    }

    @Test
    void managementPort_switchedOff_isMinusOne() {
        Penstock penstock = start(options().set("admin.enabled", "false").build());

        assertThat(penstock.adminPort()).isEqualTo(-1);
        Await.get(penstock.close());
    }

    @Test
    void unknownUpstream_isRefusedWithTheKnownOnes() {
        assertThatThrownBy(() -> RUNNING.penstock().upstream("crm"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("crm; expected one of [demo]");
    }

    @Test
    void start_withBrokenOptions_failsWithAllProblems() {
        PenstockOptions options = PenstockOptions.builder()
                .port(-1)
                .connectionPoolSize(0)
                .upstream("demo", "ftp://x")
                .set("server.drian", "1s")
                .build();

        assertThat(Await.failure(Penstock.startServer(options)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll(
                        "4 problems",
                        "server.port",
                        "option connectionPoolSize: 0",
                        "upstreams.demo.url",
                        "server.drian");
    }

    @Test
    void start_onAPortThatIsTaken_failsAndLeavesNothingRunning() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Set<Thread> before = threads();

            assertThat(Await.failure(Penstock.startServer(
                            options().port(taken.getLocalPort()).build())))
                    .hasMessageContaining("127.0.0.1:" + taken.getLocalPort());

            awaitNoMoreThreadsThan(before);
        }
    }

    @Test
    void start_onAPortOfAnotherOnTheSameVertx_failsRatherThanSharesItsCallers() {
        Vertx vertx = Vertx.vertx();
        int taken = Await.get(vertx.createHttpServer()
                        .requestHandler(request -> request.response().end())
                        .listen(0, "127.0.0.1"))
                .actualPort();
        Penstock first = Await.get(Penstock.startServer(vertx, options().build()));
        Await.get(first.close());
        int fixed = first.port();
        Penstock second =
                Await.get(Penstock.startServer(vertx, options().port(fixed).build()));

        assertThat(Await.failure(
                        Penstock.startServer(vertx, options().port(fixed).build())))
                .hasMessageContaining("127.0.0.1:" + fixed);
        assertThat(Await.failure(
                        Penstock.startServer(vertx, options().adminPort(taken).build())))
                .hasMessageContaining("127.0.0.1:" + taken);
        Await.get(second.close());
        Await.get(vertx.close());
    }

    @Test
    void startedAndClosed_tenTimes_leavesNoThreadAndNoPort() {
        Set<Thread> before = threads();
        for (int i = 0; i < 10; i++) {
            Penstock penstock = start(options().build());
            Await.get(penstock.upstream("demo").get("/items/1"));
            Await.get(penstock.close());

            assertThatThrownBy(() -> RawClient.connect(penstock.port())).isInstanceOf(IOException.class);
        }
        awaitNoMoreThreadsThan(before);
        Await.until(
                "no connection left at the demo but the other Penstock's",
                () -> RUNNING.demo().stats().getLong("connectionsOpen") <= 1);
    }

    @Test
    void close_calledTwice_hasOneOutcome() {
        Penstock penstock = start(options().build());

        Future<Void> first = penstock.close();
        Await.get(penstock.close());

        assertThat(first.isComplete()).isTrue();
    }

    @Test
    void close_fromItsOwnEventLoop_completes() {
        Future<Integer> status = Penstock.startServer(options().build())
                .compose(penstock -> penstock.upstream("demo")
                        .get("/items/1")
                        .map(UpstreamResponse::status)
                        .compose(answered -> penstock.close().map(answered)));

        assertThat(Await.get(status)).isEqualTo(200);
    }

    @Test
    void close_withACallInFlight_letsItEnd() {
        Penstock penstock = start(options().build());
        Future<UpstreamResponse> answer = penstock.upstream("demo").get("/slow/200");
        RUNNING.awaitBusyDemo();

        Await.get(penstock.close());

        assertThat(answer.isComplete()).isTrue();
        assertThat(answer.result().status()).isEqualTo(200);
    }

    @Test
    void close_withACallBeyondTheDrain_cutsIt() {
        Penstock penstock = start(options().set("server.drain", "50ms").build());
        Future<UpstreamResponse> answer = penstock.upstream("demo").get("/slow/60000");
        RUNNING.awaitBusyDemo();

        Await.get(penstock.close());

        assertThat(Await.failure(answer))
                .asInstanceOf(type(SystemException.class))
                .returns(Problem.SHUTTING_DOWN, PenstockException::problem);
        RUNNING.awaitQuietDemo();
    }

    @Test
    void call_afterClose_isRefused() {
        Penstock penstock = start(options().build());
        Upstream upstream = penstock.upstream("demo");
        Await.get(penstock.close());

        assertThat(Await.failure(upstream.get("/items/1")))
                .asInstanceOf(type(SystemException.class))
                .returns(Problem.SHUTTING_DOWN, PenstockException::problem)
                .returns("demo", PenstockException::upstream);
    }

    @Test
    void upstream_thatIsDown_failsTheCallAndNotTheStart() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        Penstock penstock =
                start(options().upstream("gone", "http://127.0.0.1:" + free).build());

        assertThat(Await.failure(penstock.upstream("gone").get("/")))
                .asInstanceOf(type(NetworkException.class))
                .returns(Problem.CONNECTION_REFUSED, PenstockException::problem)
                .returns("gone", PenstockException::upstream);
        Await.get(penstock.close());
    }

    @Test
    void twoInstances_onOneVertx_keepTheirOwnSettings() {
        Vertx vertx = Vertx.vertx();
        Penstock small = Await.get(Penstock.startServer(
                vertx, options().set("upstreams.demo.maxRequestBody", "1").build()));
        Penstock other = Await.get(Penstock.startServer(
                vertx,
                options()
                        .upstream("more", UpstreamConfig.to(RUNNING.demo().url()))
                        .build()));
        JsonObject body = new JsonObject().put("a", 1);

        assertThat(small.port()).isNotEqualTo(other.port());
        assertThat(Await.failure(small.upstream("demo").post("/echo", body)))
                .asInstanceOf(type(PenstockException.class))
                .returns(Problem.BODY_TOO_LARGE, PenstockException::problem);
        Await.get(small.close());
        assertThat(Await.get(other.upstream("more").post("/echo", body)).bodyAsJsonObject())
                .isEqualTo(body);
        Await.get(other.close());
        Await.get(vertx.close());
    }

    @Test
    void close_onTheProgramsVertx_leavesItOpenAndEmpty() {
        Vertx vertx = Vertx.vertx();
        Penstock penstock = Await.get(Penstock.startServer(vertx, options().build()));

        Await.get(penstock.close());

        assertThat(vertx.deploymentIDs()).isEmpty();
        assertThat(Await.get(vertx.timer(1).map("alive"))).isEqualTo("alive");
        Await.get(vertx.close());
    }

    private static PenstockOptions.Builder options() {
        return PenstockOptions.builder()
                .port(0)
                .adminPort(0)
                .upstream("demo", RUNNING.demo().url());
    }

    private static Penstock start(PenstockOptions options) {
        return Await.get(Penstock.startServer(options));
    }

    private static RawResponse admin(Penstock penstock, String path) throws IOException {
        return RawClient.exchange(penstock.adminPort(), "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }

    private static Set<Thread> threads() {
        return new HashSet<>(Thread.getAllStackTraces().keySet());
    }

    private static void awaitNoMoreThreadsThan(Set<Thread> before) {
        Await.until(
                "no thread beyond those before",
                () -> Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> !before.contains(thread))
                        .collect(Collectors.toSet())
                        .isEmpty());
    }
}
