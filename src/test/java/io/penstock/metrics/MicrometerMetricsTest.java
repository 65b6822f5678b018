package io.penstock.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.penstock.error.Problem;
import org.junit.jupiter.api.Test;

class MicrometerMetricsTest {

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final Metrics metrics = new MicrometerMetrics(registry);

    @Test
    void pool_partsOfOneUpstream_areShownAsTheirSum() {
        metrics.pool("crm", new FixedPool(1, 2, 3, 4, 5, 6));
        metrics.pool("crm", new FixedPool(10, 20, 30, 40, 50, 60));
        metrics.pool("mail", new FixedPool(100, 100, 100, 100, 100, 100));

        assertThat(gauge("http.client.open_connections", "upstream", "crm", "http.connection.state", "active"))
                .isEqualTo(11);
        assertThat(gauge("http.client.open_connections", "upstream", "crm", "http.connection.state", "idle"))
                .isEqualTo(22);
        assertThat(gauge("penstock.pool.waiting", "upstream", "crm")).isEqualTo(33);
        assertThat(gauge("penstock.pool.dialing", "upstream", "crm")).isEqualTo(44);
        assertThat(gauge("penstock.pool.size", "upstream", "crm")).isEqualTo(55);
        assertThat(gauge("penstock.pool.streams", "upstream", "crm")).isEqualTo(66);
    }

    @Test
    void inbound_partsAreShownAsTheirSum() {
        metrics.inbound(() -> 3);
        metrics.inbound(() -> 4);

        assertThat(gauge("http.server.open_connections")).isEqualTo(7);
    }

    @Test
    void route_askedForByEachEventLoop_isOneRecorder() {
        assertThat(metrics.route("crm", "GET /a")).isSameAs(metrics.route("crm", "GET /a"));
        assertThat(metrics.route("crm", "GET /a")).isNotSameAs(metrics.route("crm", "GET /b"));
    }

    @Test
    void scrape_showsSecondsBucketsAndTotalsUnderPrometheusNames() {
        PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Metrics kept = new MicrometerMetrics(prometheus);
        RouteRecorder route = kept.route("crm", "/**");
        route.started(MethodIndex.GET);
        route.answered(MethodIndex.GET, 200, 2_000_000, 1);
        route.started(MethodIndex.GET);
        route.failed(MethodIndex.GET, Problem.DNS_FAILURE, 2_000_000, 1);
        kept.pool("crm", new FixedPool(1, 2, 0, 0, 5, 0)).retired(Retirement.PEER_CLOSED);

        assertThat(prometheus.scrape())
                .contains("http_client_request_duration_seconds_bucket{method=\"GET\",route=\"/**\",status=\"2xx\","
                        + "upstream=\"crm\",le=\"0.005\"} 1")
                .contains("http_client_request_duration_seconds_count{method=\"GET\",route=\"/**\",status=\"error\","
                        + "upstream=\"crm\"} 1")
                .contains("http_client_active_requests{route=\"/**\",upstream=\"crm\"} 0.0")
                .contains("http_client_open_connections{http_connection_state=\"idle\",upstream=\"crm\"} 2.0")
                .contains("penstock_pool_retirements_total{cause=\"peer_closed\",upstream=\"crm\"} 1.0")
                .contains("penstock_errors_total{type=\"dns-failure\",upstream=\"crm\"} 1.0");
    }

    @Test
    void scrape_asOpenMetrics_endsWithItsMark() {
        PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        new MicrometerMetrics(prometheus).route("crm", "/**").answered(MethodIndex.GET, 200, 1, 1);

        assertThat(prometheus.scrape("application/openmetrics-text; version=1.0.0; charset=utf-8"))
                .contains("penstock_attempts_total{")
                .endsWith("# EOF\n");
    }

    private double gauge(String name, String... tags) {
        return registry.get(name).tags(tags).gauge().value();
    }
}
