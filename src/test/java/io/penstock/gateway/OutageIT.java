package io.penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.resilience.breaker.BreakerState;
import io.penstock.resilience.breaker.UpstreamBreaker;
import io.penstock.testing.Await;
import io.penstock.testing.RawClient;
import io.penstock.testing.RawServer;
import io.penstock.testing.TestGateway;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An upstream that fails for a while under load, with retries and breaker as they are by default but for their times. */
class OutageIT {

    private static final String FAILURE = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n";
    private static final int CALLERS = 8;

    private final AtomicBoolean down = new AtomicBoolean(true);
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger good = new AtomicInteger();

    /** Down either way: it answers that it fails, or resets every connection. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void upstreamThatFails_getsNoMoreThanItsCallsAndAFifth_andIsUsedAgainInTheFirstHalfOpenPeriod(boolean answering)
            throws IOException {
        List<BreakerState> afterReturn = new CopyOnWriteArrayList<>();
        try (RawServer upstream = upstream(answering);
                TestGateway gateway = gateway(upstream)) {
            UpstreamBreaker breaker = breaker(gateway);
            AtomicInteger openings = new AtomicInteger();
            breaker.onChange((from, to, cause, openNanos) -> {
                openings.addAndGet(to == BreakerState.OPEN ? 1 : 0);
                if (!down.get()) {
                    afterReturn.add(to);
                }
            });
            List<Thread> callers = callUntilGood(gateway, 200);

            Await.until("the breaker opened six times", () -> openings.get() >= 6);
            int sent = upstream.requests().size();
            int called = calls.get();
            // Between two trials, so that none is under way when the upstream returns.
            Await.until("it is open", () -> breaker.state() == BreakerState.OPEN);
            down.set(false);
            Await.until("all callers are done", () -> callers.stream().noneMatch(Thread::isAlive));

            assertThat(sent).as("sent for %s calls", called).isLessThanOrEqualTo(called + called / 5);
            assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
            assertThat(afterReturn).containsExactly(BreakerState.HALF_OPEN, BreakerState.CLOSED);
        }
    }

    @Test
    void upstreamThatFails_withoutABreaker_getsNoMoreThanItsCallsAndAFifth() throws IOException {
        try (RawServer upstream = upstream(true);
                TestGateway gateway = gateway(upstream, ".breaker.enabled", "false")) {
            List<Thread> callers = callUntilGood(gateway, 1);
            Await.until("many calls", () -> calls.get() >= 1_500);
            int sent = upstream.requests().size();
            int called = calls.get();
            down.set(false);
            Await.until("all callers are done", () -> callers.stream().noneMatch(Thread::isAlive));

            // The floor of the budget, and the calls that are under way.
            assertThat(sent).isBetween(called, called + called / 5 + 10 + CALLERS);
        }
    }

    private RawServer upstream(boolean answering) throws IOException {
        return RawServer.start(connection -> {
            while (connection.next() != null) {
                if (!down.get()) {
                    connection.write(RawServer.ok("hello"));
                } else if (answering) {
                    connection.write(FAILURE);
                } else {
                    connection.reset();
                    return;
                }
            }
        });
    }

    private static TestGateway gateway(RawServer upstream, String... settings) {
        List<String> all = new ArrayList<>(List.of(".retry.enabled", "true", ".retry.baseDelay", "1ms"));
        all.addAll(List.of(".breaker.openFor", "100ms", ".breaker.maxOpenFor", "200ms"));
        all.addAll(List.of(".pool.reconnect.baseDelay", "1ms", ".pool.reconnect.maxDelay", "10ms"));
        all.addAll(List.of(settings));
        return TestGateway.to(upstream.url(), all.toArray(String[]::new));
    }

    /** Callers that call again and again, until so many calls have been good. */
    private List<Thread> callUntilGood(TestGateway gateway, int enough) {
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            Thread caller = new Thread(() -> {
                while (good.get() < enough) {
                    calls.incrementAndGet();
                    good.addAndGet(call(gateway) == 200 ? 1 : 0);
                }
            });
            caller.setDaemon(true);
            caller.start();
            callers.add(caller);
        }
        return callers;
    }

    private static int call(TestGateway gateway) {
        try {
            return RawClient.exchange(gateway.port(), RawClient.get("/api/x")).status();
        } catch (IOException e) {
            return -1;
        }
    }

    private static UpstreamBreaker breaker(TestGateway gateway) {
        return Objects.requireNonNull(gateway.gateway().breaker("api"));
    }
}
