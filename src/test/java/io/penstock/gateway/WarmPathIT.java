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
 * What one exchange may cost once all is warm: a small answer over open connections, with every policy and the metrics on.
 * Calls are not shared here; {@link CoalescingWarmPathIT} has what that adds.
 * Nothing here depends on the clock. A limit that is passed is a regression; one that has become too wide is to be lowered.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("counts-allocations")
class WarmPathIT {

    /** Bytes allocated on the heap by the event loop for one exchange, a few hundredths above what is measured. */
    static final long MOST_ALLOCATED = 5_000;

    static final int CALLERS = 4;
    static final int WARM_UP = 20_000;
    static final int EXCHANGES = 5_000;

    /** The compiler may still be at work: the least of so many rounds counts. */
    static final int MOST_ROUNDS = 12;

    /**
     * Room for what is done now and then, whatever the number of exchanges: the alarm of the deadline wheel is set a hundred
     * times a second at most. What each exchange did would be twice as much.
     */
    static final int BACKGROUND = EXCHANGES / 2;

    private RawServer upstream;
    private CountedGateway gateway;
    private WarmLoad load;

    @BeforeAll
    void warmUp() throws IOException {
        upstream = WarmLoad.upstream();
        gateway = CountedGateway.configured(
                "upstreams: { crm: { url: '" + upstream.url() + "', coalesce: { enabled: false } } }");
        load = WarmLoad.on(gateway, "/crm/contacts/7?fields=name", CALLERS);
        load.exchange(WARM_UP);
    }

    @AfterAll
    void close() {
        load.close();
        gateway.close();
        upstream.close();
    }

    @Test
    void exchange_whenWarm_allocatesNoMoreThanTheLimit() throws IOException {
        long least = Long.MAX_VALUE;
        for (int round = 0; round < MOST_ROUNDS && least > MOST_ALLOCATED; round++) {
            long before = gateway.allocatedBytes();
            load.exchange(EXCHANGES);
            least = Math.min(least, (gateway.allocatedBytes() - before) / EXCHANGES);
        }

        assertThat(least).as("bytes allocated for each exchange").isLessThanOrEqualTo(MOST_ALLOCATED);
    }

    @Test
    void exchange_whenWarm_staysInItsTurnOfTheLoop() throws IOException {
        Map<String, Integer> tasks = count().tasks();

        assertThat(sum(tasks))
                .as("tasks of %d exchanges, by who gave them: %s", EXCHANGES, tasks)
                .isLessThan(BACKGROUND);
    }

    @Test
    void exchange_whenWarm_setsNoTimer() throws IOException {
        Map<String, Integer> timers = count().timers();

        assertThat(sum(timers))
                .as("timers of %d exchanges, by who set them: %s", EXCHANGES, timers)
                .isLessThan(BACKGROUND);
    }

    @Test
    void exchange_whenWarm_putsNothingOnTheEventBus() throws IOException {
        assertThat(count().messages()).as("messages by address").isEmpty();
    }

    @Test
    void exchange_whenWarm_looksUpNoMeter() throws IOException {
        assertThat(count().lookUps()).as("meters by name").isEmpty();
    }

    private Counts count() throws IOException {
        return gateway.count(() -> load.exchange(EXCHANGES));
    }

    private static int sum(Map<String, Integer> counts) {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }
}
