package io.penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.RawClient;
import io.penstock.testing.RawRequest;
import io.penstock.testing.RawResponse;
import io.penstock.testing.RawServer;
import io.penstock.testing.TestGateway;
import java.io.IOException;
import java.util.Objects;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What callers get in the place of an upstream that cannot answer, over real sockets. */
class FallbackIT {

    private static final String FAILURE = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n";

    private volatile String answer = FAILURE;
    private volatile String otherAnswer = RawServer.ok("other");
    private RawServer upstream;
    private RawServer other;
    private TestGateway gateway;

    @BeforeEach
    void start() throws IOException {
        upstream = server(() -> answer);
        other = server(() -> otherAnswer);
        gateway = TestGateway.configured("""
                upstreams:
                  crm:
                    retry: { enabled: false }
                    url: %s/v1
                    routes:
                      - match: GET /fixed
                        fallback: { answer: { status: 206, body: '[]' } }
                      - match: GET /kept
                        fallback: { lastGood: { maxAge: 1h } }
                      - match: "* /both/**"
                        fallback: { upstream: mirror, answer: { status: 299 } }
                  mirror:
                    retry: { enabled: false }
                    url: %s/base
                    routes:
                      - match: "* /both/**"
                        fallback: { upstream: crm }
                """.formatted(upstream.url(), other.url()));
    }

    @AfterEach
    void close() {
        gateway.close();
        upstream.close();
        other.close();
    }

    @Test
    void fixedAnswer_standsInForA5xx() throws IOException {
        RawResponse given = get("/crm/fixed");

        assertThat(given.status()).isEqualTo(206);
        assertThat(given.text()).isEqualTo("[]");
        assertThat(given.field("Content-Type")).isEqualTo("application/json");
        assertThat(given.field("Penstock-Fallback")).isEqualTo("fixed;reason=http-503");
    }

    @Test
    void fixedAnswer_standsInForAFailureAndTheBreakersRefusal() throws IOException {
        upstream.kill();
        assertThat(get("/crm/fixed").field("Penstock-Fallback")).isEqualTo("fixed;reason=connection-refused");
        Objects.requireNonNull(gateway.gateway().breaker("crm")).forceOpen();

        assertThat(get("/crm/fixed").field("Penstock-Fallback")).isEqualTo("fixed;reason=circuit-open");
    }

    @Test
    void fixedAnswer_isNotGivenForA4xx() throws IOException {
        answer = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";

        assertThat(get("/crm/fixed").status()).isEqualTo(404);
    }

    @Test
    void lastGoodAnswer_isGivenToTheSameRequestOnly() throws IOException {
        answer = RawServer.ok("good");
        assertThat(get("/crm/kept", "Authorization: Bearer a").text()).isEqualTo("good");
        answer = FAILURE;

        RawResponse given = get("/crm/kept", "Authorization: Bearer a");

        assertThat(given.status()).isEqualTo(200);
        assertThat(given.text()).isEqualTo("good");
        assertThat(given.field("Age")).isNotNull();
        assertThat(given.field("Penstock-Fallback")).isEqualTo("last-good;reason=http-503");
        assertThat(get("/crm/kept", "Authorization: Bearer b").status()).isEqualTo(503);
        assertThat(get("/crm/kept?page=2", "Authorization: Bearer a").status()).isEqualTo(503);
    }

    @Test
    void lastGoodAnswer_thatMustNotBeStored_isNot() throws IOException {
        answer = "HTTP/1.1 200 OK\r\nCache-Control: no-store\r\nContent-Length: 2\r\n\r\nok";
        assertThat(get("/crm/kept").text()).isEqualTo("ok");
        answer = FAILURE;

        assertThat(get("/crm/kept").status()).isEqualTo(503);
    }

    @Test
    void lastGoodAnswer_thatMayBeForOneClientAlone_isNotKept() throws IOException {
        answer = "HTTP/1.1 200 OK\r\nVary: Accept\r\nVary: User-Agent\r\nContent-Length: 2\r\n\r\nok";
        assertThat(get("/crm/kept", "User-Agent: one").text()).isEqualTo("ok");
        answer = FAILURE;

        assertThat(get("/crm/kept", "User-Agent: another").status()).isEqualTo(503);
    }

    @Test
    void otherUpstream_isAskedForTheSamePathWithoutTheCallersCredentials() throws IOException {
        RawResponse given = get("/crm/both/7?x=1", "Authorization: Bearer secret", "Cookie: a=b", "X-Own: yes");

        assertThat(given.text()).isEqualTo("other");
        assertThat(given.field("Penstock-Fallback")).isEqualTo("upstream;name=\"mirror\";reason=http-503");
        RawRequest asked = other.requests().get(0);
        assertThat(asked.line()).isEqualTo("GET /base/both/7?x=1 HTTP/1.1");
        assertThat(asked.field("Host")).isEqualTo("127.0.0.1:" + other.port());
        assertThat(asked.field("Authorization")).isNull();
        assertThat(asked.field("Cookie")).isNull();
        assertThat(asked.field("X-Own")).isEqualTo("yes");
    }

    @Test
    void otherUpstream_getsTheBodyToo() throws IOException {
        RawResponse given = RawClient.exchange(gateway.port(), RawClient.json("POST", "/crm/both/7", "{\"a\":1}"));

        assertThat(given.text()).isEqualTo("other");
        assertThat(other.requests().get(0).text()).isEqualTo("{\"a\":1}");
    }

    @Test
    void otherUpstream_thatFailsToo_leavesTheFixedAnswerAndAsksNobodyAgain() throws IOException {
        otherAnswer = FAILURE;

        assertThat(get("/crm/both/7").status()).isEqualTo(299);
        assertThat(upstream.requests()).hasSize(1);
        assertThat(other.requests()).hasSize(1);
    }

    private RawResponse get(String target, String... fields) throws IOException {
        StringBuilder request = new StringBuilder("GET " + target + " HTTP/1.1\r\nHost: test\r\n");
        for (String field : fields) {
            request.append(field).append("\r\n");
        }
        return RawClient.exchange(gateway.port(), request.append("\r\n").toString());
    }

    private static RawServer server(Supplier<String> answer) throws IOException {
        return RawServer.start(connection -> {
            while (connection.next() != null) {
                connection.write(answer.get());
            }
        });
    }
}
