package io.penstock.testing;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Waits with a deadline, for tests' threads. */
public final class Await {

    /** How long everything here waits at most unless told otherwise. */
    public static final Duration DEADLINE = Duration.ofSeconds(20);

    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private static final long STANDSTILL_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

    private Await() {}

    /** Returns once the condition holds; fails, naming {@code what}, where it does not within {@link #DEADLINE}. */
    public static void until(String what, BooleanSupplier condition) {
        until(what, DEADLINE, condition);
    }

    /** Returns once the condition holds; fails, naming {@code what}, where it does not within the deadline. */
    public static void until(String what, Duration deadline, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > deadline.toNanos()) {
                throw new AssertionError("waited " + deadline.toMillis() + " ms in vain for: " + what);
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new AssertionError("interrupted while waiting for: " + what);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    /** The figure, once it is positive and has stood still for 300 ms; fails where it does not within {@link #DEADLINE}. */
    public static long standstill(String what, LongSupplier figure) {
        long[] last = {-1, System.nanoTime()};
        until(what + " stands still", () -> {
            long now = figure.getAsLong();
            if (now != last[0]) {
                last[0] = now;
                last[1] = System.nanoTime();
            }
            return now > 0 && System.nanoTime() - last[1] > STANDSTILL_NANOS;
        });
        return last[0];
    }

    /**
     * Makes a call of several steps on an event loop, where nothing of an answer passes between two of them; on a test's
     * thread a body may be gone before anybody asked for it.
     */
    public static <T> Future<T> onLoop(Vertx vertx, Supplier<Future<T>> call) {
        Promise<T> promise = Promise.promise();
        vertx.runOnContext(now -> call.get().onComplete(promise));
        return promise.future();
    }

    /** The future's result; fails with its failure as the cause, or where it has none within {@link #DEADLINE}. */
    public static <T> T get(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError("the future failed: " + e.getCause(), e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("the future has no result after " + DEADLINE.toMillis() + " ms", e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** The future's failure; fails where it succeeds, or has no result within {@link #DEADLINE}. */
    public static Throwable failure(Future<?> future) {
        return get(future.transform(result -> result.failed()
                ? Future.succeededFuture(result.cause())
                : Future.failedFuture("expected a failure, but it succeeded with " + result.result())));
    }

    private static AssertionError interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new AssertionError("interrupted", e);
    }
}
