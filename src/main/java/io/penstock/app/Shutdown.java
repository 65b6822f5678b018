package io.penstock.app;

import io.penstock.time.Ticker;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/**
 * Ends a running program in order: the first signal, or an uncaught failure, stops it, for which calls in flight have
 * {@code server.drain}; a second signal ends the process at once. Thread-safe.
 */
final class Shutdown {

    private static final Logger LOG = LoggerFactory.getLogger(Shutdown.class);

    /** What closing may take beyond the drain before the process ends without it. */
    private static final Duration CLOSE = Duration.ofSeconds(5);

    private final Supplier<Future<Void>> close;
    private final Duration drain;
    private final IntConsumer halt;
    private final Ticker ticker;
    private final CompletableFuture<Stop> begun = new CompletableFuture<>();
    private boolean stopping;

    /**
     * The end of what {@code close} closes.
     *
     * @param close stops everything; called once, on the thread of the signal or of the failure
     * @param drain what calls in flight have to end; zero for none
     * @param halt ends the process at once with an exit code
     */
    Shutdown(Supplier<Future<Void>> close, Duration drain, IntConsumer halt, Ticker ticker) {
        this.close = close;
        this.drain = drain;
        this.halt = halt;
        this.ticker = ticker;
    }

    /** Stops in order at the first signal, at once at the second. */
    void signalled(Signals signal) {
        if (begin()) {
            LOG.info("SIG{}: shutting down; calls in flight have {} ms to end", signal, drain.toMillis());
            close(0, signal.exitCode());
        } else {
            LOG.warn("SIG{} during the shutdown: ending at once", signal);
            halt.accept(signal.exitCode());
        }
    }

    /** Stops in order, with exit code 1, since nobody knows what the failure left behind. During a stop it is only logged. */
    void failed(Throwable failure) {
        LOG.error("uncaught failure", failure);
        if (begin()) {
            LOG.error("shutting down after the failure; calls in flight have {} ms to end", drain.toMillis());
            close(1, 1);
        }
    }

    /**
     * A failure that Vert.x caught on an event loop. An exception there is that of one call or one connection, whose
     * deadlines end it: stopping for it would let a single caller stop the gateway for all. An error stops it.
     */
    void failedOnLoop(Throwable failure) {
        if (failure instanceof Error) {
            failed(failure);
        } else {
            LOG.error("a call or a connection failed by a defect, please report it", failure);
        }
    }

    /** Waits, as long as it takes, for a reason to stop, and then for the stop; returns the exit code. */
    int await() {
        Stop stop = begun.join();
        boolean closed;
        try {
            closed = stop.closed().await(drain.plus(CLOSE).toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.error("not closed {} ms after the drain: ending without", CLOSE.toMillis());
            return stop.codeOfCut();
        }
        if (!closed) {
            return CommandLine.ExitCode.SOFTWARE;
        }
        long took = ticker.nanos() - stop.startedNanos();
        if (drain.isZero() || took < drain.toNanos()) {
            LOG.info("stopped after {} ms", TimeUnit.NANOSECONDS.toMillis(took));
            return stop.code();
        }
        LOG.warn("server.drain ({} ms) is over: calls still in flight were cut", drain.toMillis());
        return stop.codeOfCut();
    }

    private synchronized boolean begin() {
        boolean first = !stopping;
        stopping = true;
        return first;
    }

    private void close(int code, int codeOfCut) {
        long startedNanos = ticker.nanos();
        Future<Boolean> closed = Future.succeededFuture()
                .compose(begun -> close.get())
                .onFailure(failure -> LOG.error("closing failed", failure))
                .map(true)
                .otherwise(false);
        begun.complete(new Stop(closed, startedNanos, code, codeOfCut));
    }

    /**
     * A stop under way.
     *
     * @param closed whether all could be closed; never fails
     * @param code the exit code where every call ended in time
     * @param codeOfCut the exit code where calls were cut
     */
    private record Stop(Future<Boolean> closed, long startedNanos, int code, int codeOfCut) {}
}
