package io.penstock.gateway.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConnectionLimitTest {

    @Test
    void tryEnter_limitIsReached_refusesUntilOneLeaves() {
        ConnectionLimit limit = new ConnectionLimit(2);
        assertThat(limit.tryEnter()).isTrue();
        assertThat(limit.tryEnter()).isTrue();

        assertThat(limit.tryEnter()).isFalse();
        assertThat(limit.open()).isEqualTo(2);

        limit.leave();
        assertThat(limit.open()).isEqualTo(1);
        assertThat(limit.tryEnter()).isTrue();
    }

    @Test
    void tryEnter_onManyThreads_neverAdmitsMoreThanTheLimit() throws InterruptedException {
        int threads = 4;
        ConnectionLimit limit = new ConnectionLimit(threads - 1);
        AtomicBoolean exceeded = new AtomicBoolean();
        CountDownLatch done = new CountDownLatch(threads);
        AtomicInteger inside = new AtomicInteger();
        IntStream.range(0, threads)
                .forEach(i -> new Thread(() -> {
                            for (int n = 0; n < 20_000; n++) {
                                if (limit.tryEnter()) {
                                    if (inside.incrementAndGet() > limit.max()) {
                                        exceeded.set(true);
                                    }
                                    inside.decrementAndGet();
                                    limit.leave();
                                }
                            }
                            done.countDown();
                        })
                        .start());
        done.await();

        assertThat(exceeded).isFalse();
        assertThat(limit.open()).isZero();
    }
}
