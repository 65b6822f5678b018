package io.penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.CountedGateway;
import io.penstock.testing.CountedGateway.Counts;
import io.penstock.testing.RawServer;
import io.penstock.testing.WarmLoad;
import java.io.IOException;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/** What one exchange costs does not depend on how much is configured beside its route. */
class ManyUpstreamsIT {

    private static final int MANY = 1_000;
    private static final int ROUTES = 10;
    private static final String TARGET = "/api0500/things9/7";
    private static final int CALLERS = 4;
    private static final int EXCHANGES = 5_000;

    /** Both are asked in turn, and the least counts: the compiler is at work in the first rounds. */
    private static final int ROUNDS = 6;

    @Test
    void exchange_amongAThousandUpstreams_costsWhatItCostsAlone() throws IOException {
        try (RawServer upstream = WarmLoad.upstream();
                CountedGateway small = CountedGateway.configured(yaml(upstream, 500, 501));
                CountedGateway large = CountedGateway.configured(yaml(upstream, 0, MANY));
                WarmLoad onSmall = WarmLoad.on(small, TARGET, CALLERS);
                WarmLoad onLarge = WarmLoad.on(large, TARGET, CALLERS)) {
            long alone = Long.MAX_VALUE;
            long amongMany = Long.MAX_VALUE;
            for (int round = 0; round < ROUNDS; round++) {
                alone = Math.min(alone, allocated(small, onSmall));
                amongMany = Math.min(amongMany, allocated(large, onLarge));
            }
            Counts counts = large.count(() -> onLarge.exchange(EXCHANGES));

            assertThat(amongMany)
                    .as("bytes allocated for each exchange")
                    .isCloseTo(alone, Percentage.withPercentage(1));
            assertThat(counts.lookUps()).as("meters by name").isEmpty();
            assertThat(counts.messages()).as("messages by address").isEmpty();
        }
    }

    private static long allocated(CountedGateway gateway, WarmLoad load) throws IOException {
        long before = gateway.allocatedBytes();
        load.exchange(EXCHANGES);
        return (gateway.allocatedBytes() - before) / EXCHANGES;
    }

    private static String yaml(RawServer upstream, int from, int to) {
        StringBuilder yaml = new StringBuilder("upstreams:\n");
        for (int i = from; i < to; i++) {
            yaml.append(
                    "  api%04d:\n    url: %s\n    pool: { minIdle: 0 }\n    routes:\n".formatted(i, upstream.url()));
            for (int route = 0; route < ROUTES; route++) {
                yaml.append("      - match: GET /things%d/{id}\n".formatted(route));
            }
        }
        return yaml.toString();
    }
}
