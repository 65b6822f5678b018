package io.penstock.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.Await;
import io.penstock.testing.RawClient;
import io.penstock.testing.RawResponse;
import io.penstock.testing.RawServer;
import io.penstock.testing.TestGateway;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An upstream whose URL the token's answer tells, and which moves while calls are made. */
class CredentialUrlIT {

    private static final String JSON = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ";

    private RawServer provider;
    private RawServer first;
    private RawServer second;
    private volatile @Nullable String told;

    @BeforeEach
    void start() throws IOException {
        first = RawServer.answering(RawServer.ok("first"));
        second = RawServer.answering(RawServer.ok("second"));
        provider = RawServer.start(connection -> {
            while (connection.next() != null) {
                JsonObject answer = new JsonObject()
                        .put("access_token", "t")
                        .put("expires_in", 1)
                        .put("place", told);
                connection.write(JSON + answer.encode().length() + "\r\n\r\n" + answer.encode());
            }
        });
    }

    @AfterEach
    void stop() {
        provider.close();
        first.close();
        second.close();
    }

    @Test
    void url_thatTheAnswerTells_isTheUpstreams() throws IOException {
        told = first.url();
        try (TestGateway gateway = gateway("${credential.place}/v2")) {
            assertThat(get(gateway, "/api/x?a=1").text()).isEqualTo("first");
        }

        assertThat(first.requests().get(0).line()).isEqualTo("GET /v2/x?a=1 HTTP/1.1");
        assertThat(first.requests().get(0).field("Host")).isEqualTo("127.0.0.1:" + first.port());
        assertThat(first.requests().get(0).field("Authorization")).isEqualTo("Bearer t");
        assertThat(first.requests().get(0).field("X-Place")).isEqualTo(first.url());
    }

    @Test
    void location_underTheUrlThatTheAnswerTells_leadsToTheGateway() throws IOException {
        try (RawServer moved = RawServer.start(connection -> {
            while (connection.next() != null) {
                connection.write(
                        "HTTP/1.1 201 Created\r\nLocation: " + told + "/v2/items/7\r\n" + "Content-Length: 0\r\n\r\n");
            }
        })) {
            told = moved.url();
            try (TestGateway gateway = gateway("${credential.place}/v2")) {
                assertThat(get(gateway, "/api/items").field("Location")).isEqualTo("/api/items/7");
            }
        }
    }

    @Test
    void urlThatChanges_isFollowed_withoutAFailedCall() throws IOException {
        told = first.url();
        try (TestGateway gateway = gateway("${credential.place}");
                RawClient caller = gateway.connect()) {
            assertThat(caller.send(RawClient.get("/api/x")).receive().text()).isEqualTo("first");
            told = second.url();
            String last = "first";
            while (last.equals("first")) {
                RawResponse answer = caller.send(RawClient.get("/api/x")).receive();
                assertThat(answer.status()).isEqualTo(200);
                last = answer.text();
            }

            assertThat(last).isEqualTo("second");
            Await.until("the old connections are closed", () -> first.openConnections() == 0);
            int before = first.requests().size();
            assertThat(caller.send(RawClient.get("/api/x")).receive().text()).isEqualTo("second");
            assertThat(first.requests()).hasSize(before);
        }
    }

    @Test
    void hostThatIsNotDeclared_isNeverCalled() throws IOException {
        told = "http://localhost:" + first.port();
        try (TestGateway gateway = gateway("${credential.place}")) {
            RawResponse refused = get(gateway, "/api/x");

            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.body().toJsonObject().getString("type")).endsWith(":credential-unavailable");
            assertThat(refused.text()).contains("the host localhost", "credentialHosts [127.0.0.1]");
            assertThat(first.connections()).isZero();

            told = second.url();
            Await.until("the next token tells a host that is declared", () -> isAnswered(gateway));
        }
    }

    @Test
    void answerWithoutTheValue_makesTheCallersProblemAtOnce() throws IOException {
        try (TestGateway gateway = gateway("${credential.place}")) {
            RawResponse refused = get(gateway, "/api/x");

            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.text()).contains("no value place in the provider's answer");
            assertThat(refused.field("Retry-After")).isNotNull();
        }
    }

    private static boolean isAnswered(TestGateway gateway) {
        try {
            return get(gateway, "/api/x").status() == 200;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private TestGateway gateway(String url) throws IOException {
        return TestGateway.configured("""
                credentials:
                  crm:
                    type: oauth2
                    tokenUrl: "%s/token"
                    clientId: c
                    clientSecret: s
                    answer: { keep: { place: place } }
                    headers: { X-Place: "${credential.place}" }
                upstreams:
                  api: { url: "%s", credential: crm, credentialHosts: [ 127.0.0.1 ] }
                """.formatted(provider.url(), url));
    }

    private static RawResponse get(TestGateway gateway, String target) throws IOException {
        return RawClient.exchange(gateway.port(), RawClient.get(target));
    }
}
