package io.penstock.app;

import io.penstock.error.PenstockException;
import io.penstock.time.Ticker;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** The life of a command that serves: its start, which is waited for, and its end, which a signal or a failure brings. */
final class Lifetime {

    private static final long START_SECONDS = 30;

    private Lifetime() {}

    /**
     * What starts, once it has.
     *
     * @throws CommandFailedException that says why it could not
     */
    static <T> T started(Future<T> starting) {
        Future<T> explained = starting.recover(failure -> Future.failedFuture(
                failure instanceof IOException || failure instanceof PenstockException
                        ? CommandFailedException.failed("cannot start: " + failure.getMessage())
                        : failure));
        try {
            return explained.await(START_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw CommandFailedException.failed("not started after " + START_SECONDS + " s");
        }
    }

    /**
     * Has signals and uncaught failures of this process stop it from now on.
     *
     * @param vertx whose event loops may fail
     * @param close stops everything
     * @param drain what calls in flight have to end
     * @return what waits for the stop
     */
    static Shutdown stoppedBySignals(Vertx vertx, Supplier<Future<Void>> close, Duration drain) {
        Shutdown shutdown = new Shutdown(close, drain, Lifetime::halt, Ticker.system());
        for (Signals signal : Signals.values()) {
            signal.handle(() -> shutdown.signalled(signal));
        }
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> shutdown.failed(failure));
        vertx.exceptionHandler(shutdown::failedOnLoop);
        return shutdown;
    }

    private static void halt(int exitCode) {
        Main.flushLogs();
        Runtime.getRuntime().halt(exitCode);
    }
}
