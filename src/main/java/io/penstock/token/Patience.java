package io.penstock.token;

import io.penstock.config.ProviderConfig;
import io.penstock.time.DeadlineWheel;
import io.vertx.circuitbreaker.CircuitBreaker;
import io.vertx.circuitbreaker.CircuitBreakerOptions;
import io.vertx.circuitbreaker.CircuitBreakerState;
import io.vertx.circuitbreaker.OpenCircuitException;
import io.vertx.circuitbreaker.RetryPolicy;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Tries a call to an identity provider again where that can help and cannot hurt, within a total time. Confined to the
 * event loop of its wheel.
 *
 * <p>Each try goes through a circuit breaker. Its own time limit and its own retries are off: the limit would not cancel a
 * call, and the retries ask nobody whether the failure allows one. Pauses come from its {@link RetryPolicy}.
 */
final class Patience {

    private final ProviderConfig config;
    private final DeadlineWheel wheel;
    private final Supplier<CircuitBreaker> newBreaker;
    private final RetryPolicy pauses;
    private CircuitBreaker breaker;

    Patience(Vertx vertx, String credential, ProviderConfig config, DeadlineWheel wheel) {
        this.config = config;
        this.wheel = wheel;
        this.pauses = RetryPolicy.exponentialDelayWithJitter(
                config.baseDelay().toMillis(), config.maxDelay().toMillis());
        this.newBreaker = () -> CircuitBreaker.create(
                        "token." + credential,
                        vertx,
                        new CircuitBreakerOptions()
                                .setTimeout(-1)
                                .setMaxRetries(0)
                                .setMaxFailures(config.breakerFailures())
                                .setResetTimeout(config.breakerOpenFor().toMillis()))
                .failurePolicy(tried -> tried.failed() && saysThatTheProviderIsIll(tried.cause()));
        this.breaker = newBreaker.get();
    }

    /** A provider that refuses us, or asks us to wait, is well. */
    private static boolean saysThatTheProviderIsIll(Throwable cause) {
        return !(cause instanceof TokenFailure failure)
                || (failure.kind() != TokenFailure.Kind.PERMANENT && failure.retryAfterNanos() < 0);
    }

    /**
     * Calls until a try succeeds, or another one is of no use. Fails with a {@link TokenFailure}.
     *
     * @param repeatable whether a call that may have been handled may be made again
     * @param call makes the call; is told, whenever it asks, how many nanoseconds are left
     */
    <T> Future<T> call(boolean repeatable, Function<LongSupplier, Future<T>> call) {
        Promise<T> result = Promise.promise();
        new Tries<>(repeatable, call, result).next(0);
        return result.future();
    }

    /** Forgets the failures so far: the provider is no longer left alone. */
    void restore() {
        // An open one cannot be reset.
        breaker.close();
        breaker = newBreaker.get();
    }

    private final class Tries<T> {
        private final boolean repeatable;
        private final Function<LongSupplier, Future<T>> call;
        private final Promise<T> result;
        private final long startNanos = wheel.ticker().nanos();

        Tries(boolean repeatable, Function<LongSupplier, Future<T>> call, Promise<T> result) {
            this.repeatable = repeatable;
            this.call = call;
            this.result = result;
        }

        void next(int retries) {
            breaker.<T>execute(() -> call.apply(this::leftNanos))
                    .onComplete(result::complete, cause -> failed(known(cause), retries));
        }

        private void failed(TokenFailure failure, int retries) {
            long pauseNanos = TimeUnit.MILLISECONDS.toNanos(pauses.delay(failure, retries));
            if (retries < config.maxRetries() && helps(failure) && pauseNanos < leftNanos()) {
                wheel.schedule(pauseNanos, () -> next(retries + 1));
            } else {
                result.fail(failure);
            }
        }

        private boolean helps(TokenFailure failure) {
            boolean safe = repeatable || failure.kind() == TokenFailure.Kind.NOT_HANDLED;
            return safe
                    && failure.kind() != TokenFailure.Kind.PERMANENT
                    && failure.retryAfterNanos() < 0
                    && breaker.state() == CircuitBreakerState.CLOSED;
        }

        private long leftNanos() {
            return config.totalTimeout().toNanos() - (wheel.ticker().nanos() - startNanos);
        }
    }

    private TokenFailure known(Throwable cause) {
        if (cause instanceof TokenFailure failure) {
            return failure;
        }
        return cause instanceof OpenCircuitException
                ? new TokenFailure(
                        TokenFailure.Kind.NOT_HANDLED,
                        "provider-left-alone",
                        "the provider failed " + config.breakerFailures()
                                + " times in a row and is left alone for a while",
                        -1)
                : new TokenFailure(
                        TokenFailure.Kind.NOT_HANDLED,
                        "internal",
                        "the request could not be made: " + cause.getClass().getSimpleName(),
                        -1);
    }
}
