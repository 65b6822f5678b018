package io.penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.CountedGateway;
import io.penstock.testing.CountedGateway.Counts;
import io.penstock.testing.RawServer;
import io.penstock.testing.WarmLoad;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What the chance to share a call may cost a request that meets no twin, with settings as they are shipped, beside the same
 * request where calls are not shared.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("counts-allocations")
class CoalescingWarmPathIT {

    /** Bytes allocated on the heap by the event loop for one exchange more. */
    private static final long MOST_MORE = 200;

    private static final int ROUNDS = 6;

    private RawServer upstream;
    private CountedGateway gateway;
    private WarmLoad load;

    @BeforeAll
    void warmUp() throws IOException {
        upstream = WarmLoad.upstream();
        gateway = CountedGateway.configured("upstreams: { crm: { url: '" + upstream.url() + "' } }");
        load = warm(gateway);
    }

    @AfterAll
    void close() {
        load.close();
        gateway.close();
        upstream.close();
    }

    @Test
    void requestWithoutATwin_allocatesLittleMore() throws IOException {
        long shared = leastAllocated(gateway, load);
        String switchedOff = "upstreams: { crm: { url: '" + upstream.url() + "', coalesce: { enabled: false } } }";
        try (CountedGateway other = CountedGateway.configured(switchedOff);
                WarmLoad otherLoad = warm(other)) {
            long alone = leastAllocated(other, otherLoad);

            assertThat(shared - alone)
                    .as("bytes more than %d for each exchange", alone)
                    .isLessThanOrEqualTo(MOST_MORE);
        }
    }

    @Test
    void requestWithoutATwin_staysInItsTurnOfTheLoop() throws IOException {
        Counts counts = gateway.count(() -> load.exchange(WarmPathIT.EXCHANGES));

        assertThat(sum(counts.tasks())).as("tasks: %s", counts.tasks()).isLessThan(WarmPathIT.BACKGROUND);
        assertThat(sum(counts.timers())).as("timers: %s", counts.timers()).isLessThan(WarmPathIT.BACKGROUND);
        assertThat(counts.messages()).as("messages by address").isEmpty();
        assertThat(counts.lookUps()).as("meters by name").isEmpty();
    }

    private static WarmLoad warm(CountedGateway gateway) throws IOException {
        WarmLoad load = WarmLoad.on(gateway, "/crm/contacts/7?fields=name", WarmPathIT.CALLERS);
        load.exchange(WarmPathIT.WARM_UP);
        return load;
    }

    /** The compiler may still be at work: the least of a few rounds counts. */
    private static long leastAllocated(CountedGateway gateway, WarmLoad load) throws IOException {
        long least = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long before = gateway.allocatedBytes();
            load.exchange(WarmPathIT.EXCHANGES);
            least = Math.min(least, (gateway.allocatedBytes() - before) / WarmPathIT.EXCHANGES);
        }
        return least;
    }

    private static int sum(Map<String, Integer> counts) {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }
}
