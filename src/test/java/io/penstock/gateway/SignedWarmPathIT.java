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

/** What one exchange may cost once all is warm, as in {@link WarmPathIT}, where it is signed with a token that was fetched. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("counts-allocations")
class SignedWarmPathIT {

    /** Bytes allocated on the heap by the event loop for one exchange, a few hundredths above what is measured. */
    private static final long MOST_ALLOCATED = 5_200;

    private RawServer upstream;
    private RawServer provider;
    private CountedGateway gateway;
    private WarmLoad load;

    @BeforeAll
    void warmUp() throws IOException {
        upstream = WarmLoad.upstream();
        provider = RawServer.answering(RawServer.ok("{\"access_token\":\"" + "t".repeat(40) + "\",\"expires_in\":3600}")
                .replace("text/plain", "application/json"));
        gateway = CountedGateway.configured("""
                credentials: { crm: { type: oauth2, tokenUrl: "%s/token", clientId: c, clientSecret: s } }
                upstreams: { crm: { url: "%s", credential: crm, coalesce: { enabled: false } } }
                """.formatted(provider.url(), upstream.url()));
        load = WarmLoad.on(gateway, "/crm/contacts/7?fields=name", WarmPathIT.CALLERS);
        load.exchange(WarmPathIT.WARM_UP);
    }

    @AfterAll
    void close() {
        load.close();
        gateway.close();
        provider.close();
        upstream.close();
    }

    @Test
    void signedExchange_whenWarm_allocatesNoMoreThanTheLimit() throws IOException {
        long least = Long.MAX_VALUE;
        for (int round = 0; round < WarmPathIT.MOST_ROUNDS && least > MOST_ALLOCATED; round++) {
            long before = gateway.allocatedBytes();
            load.exchange(WarmPathIT.EXCHANGES);
            least = Math.min(least, (gateway.allocatedBytes() - before) / WarmPathIT.EXCHANGES);
        }

        assertThat(least).as("bytes allocated for each exchange").isLessThanOrEqualTo(MOST_ALLOCATED);
    }

    @Test
    void signedExchange_whenWarm_staysInItsTurnOfTheLoop() throws IOException {
        Counts counts = gateway.count(() -> load.exchange(WarmPathIT.EXCHANGES));

        assertThat(sum(counts.tasks())).as("tasks: %s", counts.tasks()).isLessThan(WarmPathIT.BACKGROUND);
        assertThat(sum(counts.timers())).as("timers: %s", counts.timers()).isLessThan(WarmPathIT.BACKGROUND);
        assertThat(counts.messages()).as("messages by address").isEmpty();
        assertThat(counts.lookUps()).as("meters by name").isEmpty();
    }

    private static int sum(Map<String, Integer> counts) {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }
}
