package io.penstock;

import io.penstock.app.Gateway;
import io.penstock.resilience.breaker.BreakerState;
import io.penstock.resilience.breaker.BreakerStatus;
import io.penstock.resilience.breaker.UpstreamBreaker;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The circuit breaker of an upstream: what it does with calls, and the way to change that. Thread-safe. */
public final class CircuitBreaker {

    private final String upstream;
    private final Gateway gateway;

    CircuitBreaker(String upstream, Gateway gateway) {
        this.upstream = upstream;
        this.gateway = gateway;
    }

    /**
     * What it does with calls; {@link BreakerState#DISABLED} too where {@code features.resilience} is off. An open breaker
     * whose time is over stays open until a call asks.
     */
    public BreakerState state() {
        UpstreamBreaker breaker = gateway.breaker(upstream);
        return breaker == null ? BreakerState.DISABLED : breaker.state();
    }

    /** The failures in a row while it is closed; else 0. */
    public int failures() {
        UpstreamBreaker breaker = gateway.breaker(upstream);
        return breaker == null ? 0 : breaker.status().failures();
    }

    /** The time until a call may pass; zero where one may now, null where only a request changes that. */
    public @Nullable Duration timeToNextAttempt() {
        UpstreamBreaker breaker = gateway.breaker(upstream);
        BreakerStatus status = breaker == null ? null : breaker.status();
        if (status == null) {
            return Duration.ZERO;
        }
        return status.nextAttemptMillis() < 0 ? null : Duration.ofMillis(status.nextAttemptMillis());
    }

    /**
     * Lets no call pass until {@link #close} or {@link #reset}.
     *
     * @throws IllegalStateException where {@code features.resilience} is off
     */
    public void open() {
        required().forceOpen();
    }

    /**
     * Closes it now; where it soon opens again it stays open as long as it would have without.
     *
     * @throws IllegalStateException where {@code features.resilience} is off
     */
    public void close() {
        required().close();
    }

    /**
     * Lets it begin anew, as after the start.
     *
     * @throws IllegalStateException where {@code features.resilience} is off
     */
    public void reset() {
        required().reset();
    }

    private UpstreamBreaker required() {
        UpstreamBreaker breaker = gateway.breaker(upstream);
        if (breaker == null) {
            throw new IllegalStateException(
                    "features.resilience is false; expected true, for a breaker of " + upstream);
        }
        return breaker;
    }
}
