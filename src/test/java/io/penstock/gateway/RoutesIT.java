package io.penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.RawClient;
import io.penstock.testing.RawResponse;
import io.penstock.testing.RawServer;
import io.penstock.testing.TestGateway;
import org.junit.jupiter.api.Test;

/** The settings of a route hold for the requests that its pattern matches, and for no others. */
class RoutesIT {

    @Test
    void maxRequestBody_ofARoute_holdsForItAlone() throws Exception {
        try (RawServer upstream = RawServer.answering(RawServer.ok("hello"));
                TestGateway gateway = TestGateway.configured("""
                        upstreams:
                          api:
                            url: "%s"
                            maxRequestBody: 4
                            routes:
                              - { match: "PUT /files/{name}", maxRequestBody: 8 }
                        """.formatted(upstream.url()))) {
            assertThat(statusOf(gateway, "PUT /api/files/a", 8)).isEqualTo(200);
            assertThat(statusOf(gateway, "PUT /api/files/a?b=/c", 8)).isEqualTo(200);
            assertThat(statusOf(gateway, "PUT /api/files/a", 9)).isEqualTo(413);
            assertThat(statusOf(gateway, "POST /api/files/a", 8)).isEqualTo(413);
            assertThat(statusOf(gateway, "PUT /api/files/a/b", 8)).isEqualTo(413);
            assertThat(statusOf(gateway, "PUT /api/files", 4)).isEqualTo(200);
        }
    }

    @Test
    void attemptTimeout_ofARoute_holdsForItAlone() throws Exception {
        try (RawServer upstream = RawServer.silent();
                TestGateway gateway = TestGateway.configured("""
                        upstreams:
                          api:
                            url: "%s"
                            timeouts: { attempt: 1d, total: 300ms }
                            routes:
                              - { match: "GET /impatient", attemptTimeout: 100ms }
                        """.formatted(upstream.url()))) {
            assertThat(RawClient.exchange(gateway.port(), RawClient.get("/api/impatient"))
                            .text())
                    .contains("attempt-timeout");
            assertThat(RawClient.exchange(gateway.port(), RawClient.get("/api/other"))
                            .text())
                    .contains("total-timeout");
        }
    }

    private static int statusOf(TestGateway gateway, String requestLine, int size) throws Exception {
        String request =
                requestLine + " HTTP/1.1\r\nHost: test\r\nContent-Length: " + size + "\r\n\r\n" + "x".repeat(size);
        RawResponse answer = RawClient.exchange(gateway.port(), request);
        return answer.status();
    }
}
