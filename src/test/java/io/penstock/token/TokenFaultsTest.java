package io.penstock.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.FakeTicker;
import io.penstock.testing.ManualAlarm;
import io.penstock.time.DeadlineWheel;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Many refreshes with a provider of which nearly a third of the answers are no good. */
class TokenFaultsTest {

    private static final int REFRESHES = 10_000;

    private final Random random = new Random(42);

    @Test
    void tenThousandRefreshesUnderFaults_sendNoExpiredToken() {
        FaultyProvider[] made = new FaultyProvider[1];
        RefreshPolicy policy = RefreshPolicy.DEFAULT;
        Bench bench = new Bench(
                policy, wheel -> made[0] = new FaultyProvider(wheel, random, 0.3), null, new MemoryTokenStore());
        FaultyProvider provider = made[0];
        bench.keeper.start();
        int sent = 0;
        int waited = 0;
        while (bench.metrics.successes < REFRESHES) {
            bench.pass(Duration.ofMillis(random.nextInt(random.nextBoolean() ? 2_000 : 30_000)));
            LoopCredential end = random.nextBoolean() ? bench.loop : bench.otherLoop;
            String token = bench.token(end);
            if (token == null) {
                waited++;
                var unused = bench.await(TokenKeeper.NONE);
            } else {
                sent++;
                assertThat(provider.leftNanos(token))
                        .as("%s is still good", token)
                        .isPositive();
            }
        }

        assertThat(provider.failed).isGreaterThan(REFRESHES / 4);
        assertThat(sent).as("most calls were signed at once").isGreaterThan(20 * waited);
    }

    @Test
    void refreshAhead_holdsItsBounds() {
        FakeTicker ticker = new FakeTicker();
        DeadlineWheel wheel = new DeadlineWheel(ticker, new ManualAlarm(ticker));
        long now = wheel.ticker().nanos();
        for (int i = 0; i < 100_000; i++) {
            long life = TimeUnit.MILLISECONDS.toNanos(1 + random.nextInt(10_000_000));
            TokenLife moments = TokenLife.of(life, now, RefreshPolicy.DEFAULT, random);
            long lead = Math.min(Math.max(TimeUnit.SECONDS.toNanos(60), life / 5), life / 2);
            long last = Math.min(TimeUnit.SECONDS.toNanos(2), life / 20);
            long ahead = now + life - moments.refreshAtNanos();

            assertThat(now + life - moments.usableUntilNanos()).isBetween(last - 1, last + 1);
            assertThat(ahead).isBetween((long) (lead * 0.9) - 1, (long) (lead * 1.1) + 1);
        }
    }
}
