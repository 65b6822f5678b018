package io.penstock.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.penstock.error.Problem;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class WarmPathAllocationTest {

    private static final int RECORDS = 100_000;
    private static final long ALMOST_NOTHING = 64 * 1024;

    private final Metrics metrics = new MicrometerMetrics(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
    private final RouteRecorder route = metrics.route("crm", "GET /contacts/{id}");
    private final PoolRecorder pool = metrics.pool("crm", new FixedPool(0, 0, 0, 0, 0, 0));

    @Test
    void answered_whenWarm_allocatesAlmostNothing() {
        assertThat(allocatedBy(() -> {
                    route.started(MethodIndex.of("GET"));
                    route.answered(MethodIndex.GET, 200, 1_234_567, 1);
                }))
                .isLessThan(ALMOST_NOTHING);
    }

    @Test
    void failed_whenWarm_allocatesAlmostNothing() {
        assertThat(allocatedBy(() -> {
                    route.started(MethodIndex.GET);
                    route.failed(MethodIndex.GET, Problem.POOL_QUEUE_FULL, 1_234_567, 0);
                }))
                .isLessThan(ALMOST_NOTHING);
    }

    @Test
    void leased_whenWarm_allocatesAlmostNothing() {
        assertThat(allocatedBy(() -> {
                    pool.leased(0, true);
                    pool.retired(Retirement.AGE);
                    pool.waitRefused("queue-full");
                }))
                .isLessThan(ALMOST_NOTHING);
    }

    private static long allocatedBy(Runnable record) {
        for (int i = 0; i < 1_000; i++) {
            record.run();
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < RECORDS; i++) {
            record.run();
        }
        return threads.getCurrentThreadAllocatedBytes() - before;
    }
}
