package io.penstock;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.Await;
import io.penstock.testing.RawClient;
import io.penstock.testing.RawServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the management port calls the metrics, which dashboards and alerts are built on. */
class MetricNamesIT {

    private static final String BUSY = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n";
    private static final String OPERATION = "operation=\"crm GET /contacts/{id}\"";

    @TempDir
    Path directory;

    @Test
    void retriedExchange_isShownUnderEveryPromisedName() throws IOException {
        String metrics = scrapeAfterARetry("");

        assertShown(metrics, "penstock");
    }

    @Test
    void namespace_replacesTheFirstWordOfEachName() throws IOException {
        String metrics = scrapeAfterARetry("metrics: { namespace: acme_gate }");

        assertShown(metrics, "acme_gate");
        assertThat(metrics).doesNotContainPattern("(?m)^penstock_").contains("http_client_request_duration_seconds");
    }

    private static void assertShown(String metrics, String namespace) {
        String upstream = "{upstream=\"crm\"}";
        assertThat(metrics.lines().map(line -> line.replaceFirst(" [0-9.E-]+$", "")))
                .contains(
                        namespace + "_retry_attempts_total{" + OPERATION + ",reason=\"503\"}",
                        namespace + "_operations_total{" + OPERATION + ",status=\"200\"}",
                        namespace + "_breaker_state{state=\"half-open\",upstream=\"crm\"}",
                        namespace + "_breaker_transitions_total{state=\"open\",upstream=\"crm\"}",
                        namespace + "_breaker_refused_total" + upstream,
                        namespace + "_limit_permits_granted_total" + upstream,
                        namespace + "_limit_permits_rejected_total" + upstream,
                        namespace + "_limit_permits_waited_seconds_count" + upstream,
                        namespace + "_queue_active" + upstream,
                        namespace + "_queue_queued" + upstream,
                        namespace + "_queue_oldest_seconds" + upstream,
                        namespace + "_retry_cured_total" + upstream,
                        namespace + "_hedges_total{result=\"won\",upstream=\"crm\"}",
                        namespace + "_hedges_total{result=\"lost\",upstream=\"crm\"}");
        assertThat(bounds(metrics, namespace + "_retry_backoff_seconds_bucket"))
                .containsExactly("0.001", "0.01", "0.1", "0.5", "1.0", "2.5", "5.0", "10.0", "30.0", "+Inf");
        assertThat(bounds(metrics, namespace + "_operation_duration_seconds_bucket"))
                .containsExactly(
                        "0.01", "0.05", "0.1", "0.25", "0.5", "1.0", "2.5", "5.0", "10.0", "30.0", "60.0", "120.0",
                        "300.0", "+Inf");
    }

    private static List<String> bounds(String metrics, String name) {
        return metrics.lines()
                .filter(line -> line.startsWith(name))
                .map(line -> line.replaceFirst(".*le=\"([^\"]*)\".*", "$1"))
                .toList();
    }

    private String scrapeAfterARetry(String settings) throws IOException {
        AtomicInteger requests = new AtomicInteger();
        try (RawServer server = RawServer.start(connection -> {
            while (connection.next() != null) {
                connection.write(requests.getAndIncrement() == 0 ? BUSY : RawServer.ok("Ada"));
            }
        })) {
            Path file = directory.resolve("penstock.yaml");
            Files.writeString(
                    file,
                    settings + "\nupstreams: { crm: { url: " + server.url()
                            + ", retry: { baseDelay: 1ms }, routes: [ { match: \"GET /contacts/{id}\" } ] } }\n");
            PenstockOptions options = PenstockOptions.builder()
                    .port(0)
                    .adminPort(0)
                    .configFile(file)
                    .build();
            Penstock penstock = Await.get(Penstock.startServer(options));
            try {
                assertThat(Await.get(penstock.upstream("crm").get("/contacts/7"))
                                .status())
                        .isEqualTo(200);
                return RawClient.exchange(penstock.adminPort(), "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n")
                        .text();
            } finally {
                Await.get(penstock.close());
            }
        }
    }
}
