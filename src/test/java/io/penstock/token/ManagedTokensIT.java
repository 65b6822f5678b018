package io.penstock.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.demo.DemoApi;
import io.penstock.demo.DemoOptions;
import io.penstock.error.ConfigurationException;
import io.penstock.testing.Await;
import io.penstock.testing.RawClient;
import io.penstock.testing.RawResponse;
import io.penstock.testing.RawServer;
import io.penstock.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that fetches tokens of the demo's authorization server and signs the requests for its resources. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ManagedTokensIT {

    private static final String CLIENT = "clientId: demo, clientSecret: 'demo:secret+1'";
    private static final int MANY = 1_000;

    private final Vertx vertx = Vertx.vertx();
    private DemoApi demo;

    @TempDir
    private Path state;

    @BeforeAll
    void start() {
        demo = Await.get(DemoApi.start(vertx, DemoOptions.defaults()));
    }

    @AfterEach
    void reset() {
        demo.clearFaults();
        demo.resetStats();
    }

    @AfterAll
    void stop() {
        Await.get(demo.close());
        Await.get(vertx.close());
    }

    @Test
    void callsOverManyLivesOfATokens_seeNo401() throws IOException {
        try (TestGateway gateway = gateway("grant: client_credentials, " + CLIENT, "?life=1s", "");
                RawClient caller = gateway.connect()) {
            while (tokens("issued") < 8) {
                assertThat(caller.send(RawClient.get("/api/secure/x")).receive().status())
                        .isEqualTo(200);
            }
        }

        assertThat(tokens("served")).isPositive();
        assertThat(tokens("expired") + tokens("unknown") + tokens("missing")).isZero();
    }

    @Test
    void refreshTokensThatRotate_areKeptOverARestart() throws IOException {
        String grant = "grant: refresh_token, refreshToken: " + consent() + ", " + CLIENT;
        try (TestGateway gateway = gateway(grant, "?life=1s", "");
                RawClient caller = gateway.connect()) {
            while (tokens("refreshed") < 4) {
                assertThat(caller.send(RawClient.get("/api/secure/x")).receive().status())
                        .isEqualTo(200);
            }
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state.resolve(TokenStores.FILE))))
                .isEqualTo("rw-------");
        try (TestGateway again = gateway(grant, "?life=1s", "")) {
            assertThat(get(again).status()).isEqualTo(200);
        }

        assertThat(tokens("refreshTokensReused") + tokens("grantsRevoked") + tokens("expired"))
                .isZero();
    }

    @Test
    void secondGatewayOnTheSameStore_doesNotStart() throws IOException {
        String grant = "grant: refresh_token, refreshToken: " + consent() + ", " + CLIENT;
        try (TestGateway first = gateway(grant, "", "")) {
            assertThat(get(first).status()).isEqualTo(200);

            assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> gateway(grant, "", "")))
                    .hasRootCauseInstanceOf(ConfigurationException.class)
                    .hasStackTraceContaining("store-in-use");
        }
    }

    @Test
    void revokedToken_isReplacedWithinTheCall_withABodyToo() throws IOException {
        try (TestGateway gateway = gateway("grant: client_credentials, " + CLIENT, "?life=1m", "")) {
            assertThat(get(gateway).status()).isEqualTo(200);
            revokeAll();

            RawResponse cured =
                    RawClient.exchange(gateway.port(), RawClient.json("POST", "/api/secure/x", "{\"a\":1}"));

            assertThat(cured.status()).isEqualTo(200);
            assertThat(tokens("issued")).isEqualTo(2);
            assertThat(tokens("unknown")).isOne();
        }
    }

    @Test
    void aThousandCallsThatGet401AtOnce_makeOneTokenRequest() throws Exception {
        Refuser refuser = new Refuser();
        HttpServer upstream = Await.get(vertx.createHttpServer(
                        new HttpServerOptions().setHttp2ClearTextEnabled(true).setHost("127.0.0.1"))
                .requestHandler(refuser::serve)
                .listen(0));
        List<RawClient> callers = new ArrayList<>();
        try (TestGateway gateway = TestGateway.configured("""
                credentials: { crm: { type: oauth2, tokenUrl: "%s/oauth/token?life=10m", %s } }
                upstreams:
                  api:
                    url: "http://127.0.0.1:%d"
                    protocol: http2
                    pool: { size: 20, maxWaiting: 1000 }
                    credential: crm
                    coalesce: { enabled: false }
                """.formatted(demo.url(), CLIENT, upstream.actualPort()))) {
            Await.until("the first token is here", () -> tokens("issued") == 1);
            for (int i = 0; i < MANY; i++) {
                callers.add(gateway.connect().send(RawClient.get("/api/x")));
            }
            for (RawClient caller : callers) {
                assertThat(caller.receive().status()).isEqualTo(200);
            }
        } finally {
            callers.forEach(RawClient::close);
            Await.get(upstream.close());
        }

        assertThat(refuser.calls).hasSize(2).containsValue(MANY);
        assertThat(tokens("issued")).isEqualTo(2);
    }

    @Test
    void declaredRefusal_isCuredAsA401Is() throws IOException {
        try (RawServer upstream = RawServer.start(connection -> {
                    for (int i = 0; connection.next() != null; i++) {
                        connection.write(
                                i == 0
                                        ? "HTTP/1.1 403 Forbidden\r\nContent-Type: application/json\r\n"
                                                + "Content-Length: 28\r\n\r\n{\"error\":{\"code\":\"expired\"}}"
                                        : RawServer.ok("fine"));
                    }
                });
                TestGateway gateway = TestGateway.configured("""
                        credentials: { crm: { type: oauth2, tokenUrl: "%s/oauth/token?life=10m", %s } }
                        upstreams:
                          api:
                            url: "%s"
                            credential: crm
                            rejectedWhen: [ { status: 403, bodyPath: error.code, bodyValue: expired } ]
                        """.formatted(demo.url(), CLIENT, upstream.url()))) {
            assertThat(RawClient.exchange(gateway.port(), RawClient.get("/api/x"))
                            .text())
                    .isEqualTo("fine");
        }

        assertThat(tokens("issued")).isEqualTo(2);
    }

    @Test
    void providerThatRefuses_isTheCallersProblemAtOnce() throws IOException {
        try (TestGateway gateway = gateway("clientId: demo, clientSecret: wrong", "", "cooldown: 2m, ")) {
            Await.until(
                    "the refusal is known",
                    () -> gateway.gateway().credentials().statuses().get(0).state() == CredentialState.FAILED);
            RawResponse refused = get(gateway);

            assertThat(refused.status()).isEqualTo(503);
            JsonObject problem = refused.body().toJsonObject();
            assertThat(problem.getString("type")).endsWith(":credential-unavailable");
            assertThat(problem.getString("detail")).contains("crm", "invalid_client");
            assertThat(problem.getInteger("attempts")).isZero();
            assertThat(Integer.parseInt(refused.field("Retry-After"))).isBetween(1, 120);
            assertThat(refused.text()).doesNotContain("wrong");
        }
    }

    @Test
    void lazyCredential_isFetchedByTheFirstCall() throws IOException {
        try (TestGateway gateway = gateway(CLIENT, "", "eager: false, ")) {
            assertThat(gateway.gateway().credentials().statuses().get(0).state())
                    .isEqualTo(CredentialState.IDLE);
            assertThat(tokens("issued")).isZero();

            assertThat(get(gateway).status()).isEqualTo(200);
        }

        assertThat(tokens("issued")).isOne();
    }

    @Test
    void provider_isReachedByItsProxy() throws IOException {
        String token = "{\"access_token\":\"by-proxy\",\"expires_in\":60}";
        try (RawServer proxy = RawServer.answering(RawServer.ok(token).replace("text/plain", "application/json"));
                RawServer upstream = RawServer.answering(RawServer.ok("fine"));
                TestGateway gateway = TestGateway.configured(
                        """
                        credentials:
                          crm:
                            type: oauth2
                            tokenUrl: "http://provider.invalid/token"
                            provider: { proxy: "%s", allowPlain: true }
                            %s
                        upstreams: { api: { url: "%s", credential: crm } }
                        """.formatted(proxy.url(), CLIENT.replace(", ", "\n    "), upstream.url()))) {
            assertThat(RawClient.exchange(gateway.port(), RawClient.get("/api/x"))
                            .status())
                    .isEqualTo(200);

            assertThat(proxy.requests().get(0).line()).isEqualTo("POST http://provider.invalid/token HTTP/1.1");
            assertThat(upstream.requests().get(0).field("Authorization")).isEqualTo("Bearer by-proxy");
        }
    }

    private TestGateway gateway(String grant, String query, String settings) throws IOException {
        return TestGateway.configured("""
                store: { dir: "%s" }
                credentials: { crm: { type: oauth2, tokenUrl: "%s/oauth/token%s", %s%s } }
                upstreams: { api: { url: "%2$s", credential: crm } }
                """.formatted(state, demo.url(), query, settings, grant));
    }

    private static RawResponse get(TestGateway gateway) throws IOException {
        return RawClient.exchange(gateway.port(), RawClient.get("/api/secure/x"));
    }

    private String consent() throws IOException {
        return RawClient.exchange(demo.port(), RawClient.json("POST", "/oauth/consent", "{}"))
                .body()
                .toJsonObject()
                .getString("refresh_token");
    }

    private void revokeAll() throws IOException {
        RawClient.exchange(demo.port(), RawClient.json(HttpMethod.DELETE.name(), "/oauth/grants", "{}"));
    }

    private long tokens(String counter) {
        return demo.stats().getJsonObject("tokens").getLong(counter);
    }

    /** An upstream that refuses the first token it sees, in many calls, once all of these are here. */
    private static final class Refuser {

        private final Map<String, Integer> calls = new ConcurrentHashMap<>();
        private final List<HttpServerRequest> held = new ArrayList<>();
        private String refused = "";

        synchronized void serve(HttpServerRequest request) {
            String token = request.getHeader("Authorization");
            calls.merge(token, 1, Integer::sum);
            refused = refused.isEmpty() ? token : refused;
            if (!token.equals(refused)) {
                request.response().end("fine");
                return;
            }
            held.add(request);
            if (held.size() == MANY) {
                held.forEach(each -> each.response().setStatusCode(401).end());
            }
        }
    }
}
