package io.penstock.resilience.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class TokenBucketTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
    /** A clock that overflows before long, as a real one may. */
    private static final long START = Long.MAX_VALUE - SECOND;

    @Test
    void tryTake_afterTheBurst_saysHowLongTheNextTakes() {
        TokenBucket bucket = new TokenBucket(Rate.of(10, SECOND, 3), START);

        assertThat(bucket.tryTake(3, START)).isZero();
        assertThat(bucket.tryTake(1, START)).isEqualTo(100 * MILLI);
        assertThat(bucket.tryTake(2, START)).isEqualTo(200 * MILLI);
        assertThat(bucket.tryTake(1, START + 100 * MILLI)).isZero();
        assertThat(bucket.tryTake(1, START + 100 * MILLI)).isEqualTo(100 * MILLI);
    }

    @Test
    void tryTake_longAfter_hasNoMoreThanTheBurst() {
        TokenBucket bucket = new TokenBucket(Rate.of(10, SECOND, 3), START);

        assertThat(bucket.tryTake(3, START + 1_000 * SECOND)).isZero();
        assertThat(bucket.tryTake(1, START + 1_000 * SECOND)).isPositive();
    }

    @Test
    void tryTake_moreThanTheBurst_takesTheBurst() {
        TokenBucket bucket = new TokenBucket(Rate.of(10, SECOND, 3), START);

        assertThat(bucket.tryTake(50, START)).isZero();
        assertThat(bucket.available(START)).isZero();
    }

    @Test
    void giveBack_letsItBeTakenAgain() {
        TokenBucket bucket = new TokenBucket(Rate.of(10, SECOND, 3), START);
        bucket.tryTake(3, START);

        bucket.giveBack(2, START);

        assertThat(bucket.available(START)).isEqualTo(2);
        assertThat(bucket.tryTake(2, START)).isZero();
        assertThat(bucket.tryTake(1, START)).isPositive();
    }

    @Test
    void drainUntil_leavesOneAtTheMoment() {
        TokenBucket bucket = new TokenBucket(Rate.of(10, SECOND, 3), START);

        bucket.drainUntil(START + SECOND);

        assertThat(bucket.tryTake(1, START)).isEqualTo(SECOND);
        assertThat(bucket.tryTake(1, START + SECOND)).isZero();
        assertThat(bucket.tryTake(1, START + SECOND)).isEqualTo(100 * MILLI);
    }

    @Test
    void waitNanos_isWhatWaitingTakes() {
        TokenBucket bucket = new TokenBucket(Rate.of(10, SECOND, 3), START);

        assertThat(bucket.waitNanos(3, START)).isZero();
        assertThat(bucket.waitNanos(13, START)).isEqualTo(SECOND);
        assertThat(bucket.waitNanos(Long.MAX_VALUE, START)).isPositive();
    }

    @Property(tries = 300)
    void tryTake_whateverIsAsked_neverGrantsMoreThanBurstAndRate(
            @ForAll @IntRange(min = 1, max = 1_000) int perSecond,
            @ForAll @IntRange(min = 1, max = 50) int burst,
            @ForAll @Size(max = 200) List<@IntRange(min = 0, max = 40) Integer> pauses) {
        TokenBucket bucket = new TokenBucket(Rate.of(perSecond, SECOND, burst), START);
        List<long[]> grants = new ArrayList<>();
        long now = START;
        for (int pause : pauses) {
            now += pause * MILLI / 4;
            int units = 1 + pause % Math.min(3, burst);
            if (bucket.tryTake(units, now) == 0) {
                grants.add(new long[] {now, units});
            }
        }
        assertThatNoStretchHasMore(grants, burst, perSecond);
    }

    @Property(tries = 24)
    void tryTake_onSeveralThreads_neverGrantsMoreThanBurstAndRateInAnyStretch(
            @ForAll @IntRange(min = 1, max = 8) int threads) throws InterruptedException {
        int burst = 20;
        int perSecond = 1_000;
        AtomicLong clock = new AtomicLong(START);
        Queue<long[]> granted = new ConcurrentLinkedQueue<>();
        TokenBucket bucket = new TokenBucket(Rate.of(perSecond, SECOND, burst), START);
        CountDownLatch done = new CountDownLatch(threads);
        for (int i = 0; i < threads; i++) {
            Thread taker = new Thread(() -> {
                for (int turn = 0; turn < 5_000; turn++) {
                    long now = clock.addAndGet(1_000);
                    if (bucket.tryTake(1, now) == 0) {
                        granted.add(new long[] {now, 1});
                    }
                }
                done.countDown();
            });
            taker.start();
        }

        assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
        List<long[]> grants = new ArrayList<>(granted);
        grants.sort(Comparator.comparingLong(grant -> grant[0] - START));
        assertThatNoStretchHasMore(grants, burst, perSecond);
        long time = clock.get() - START;
        assertThat((double) grants.size()).isGreaterThanOrEqualTo((double) perSecond * time / SECOND);
    }

    /** Each grant is a moment and units, in the order of moments. */
    private static void assertThatNoStretchHasMore(List<long[]> grants, int burst, int perSecond) {
        for (int from = 0; from < grants.size(); from++) {
            long units = 0;
            for (int to = from; to < grants.size(); to++) {
                units += grants.get(to)[1];
                double time = grants.get(to)[0] - grants.get(from)[0];
                assertThat((double) units).isLessThanOrEqualTo(burst + perSecond * time / SECOND + 1e-6);
            }
        }
    }
}
