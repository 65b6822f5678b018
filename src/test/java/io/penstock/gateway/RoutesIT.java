package io.penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.metrics.MicrometerMetrics;
import io.penstock.testing.Await;
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
                            retry: { enabled: false }
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

    @Test
    void metrics_ofAnExchange_carryThePatternAndNeverThePath() throws Exception {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        try (RawServer upstream = RawServer.answering(RawServer.ok("hello"));
                TestGateway gateway =
                        TestGateway.configured("""
                        upstreams:
                          api:
                            url: "%s"
                            routes:
                              - { match: "GET /contacts/{id}" }
                        """.formatted(upstream.url()), new MicrometerMetrics(registry))) {
            RawClient.exchange(gateway.port(), RawClient.get("/api/contacts/7?q=secret"));
            RawClient.exchange(gateway.port(), RawClient.get("/api/other"));

            Await.until(
                    "both are counted",
                    () -> countOf(registry, "GET /contacts/{id}") == 1 && countOf(registry, "*") == 1);
            assertThat(registry.getMeters())
                    .extracting(meter -> meter.getId().toString())
                    .noneMatch(id -> id.contains("secret") || id.contains("contacts/7") || id.contains("other"));
        }
    }

    private static long countOf(SimpleMeterRegistry registry, String pattern) {
        return registry.find("http.client.request.duration").tag("route", pattern).timers().stream()
                .mapToLong(Timer::count)
                .sum();
    }

    private static int statusOf(TestGateway gateway, String requestLine, int size) throws Exception {
        String request =
                requestLine + " HTTP/1.1\r\nHost: test\r\nContent-Length: " + size + "\r\n\r\n" + "x".repeat(size);
        RawResponse answer = RawClient.exchange(gateway.port(), request);
        return answer.status();
    }
}
