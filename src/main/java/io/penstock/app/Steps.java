package io.penstock.app;

import io.penstock.time.Ticker;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Runs the steps of an examination, each within a deadline, and prints a line for each as it ends. */
final class Steps {

    private final Terminal terminal;
    private final Ticker ticker;

    Steps(Terminal terminal, Ticker ticker) {
        this.terminal = terminal;
        this.ticker = ticker;
    }

    /** What a step does; it may block. */
    interface Step<T> {

        /** The step's result, and what is told of it. */
        Seen<T> take() throws IOException, StepFailedException;
    }

    /**
     * What came of a step.
     *
     * @param result for the steps that follow
     * @param told for people
     */
    record Seen<T>(T result, String told) {}

    void title(String line) {
        terminal.say(line);
    }

    /**
     * Takes a step on a thread of its own.
     *
     * @param name one word
     * @param advice what to do where it fails without a better advice, or does not end in time
     * @return its result; null where it failed, which has been told
     */
    <T> @Nullable T take(String name, Duration limit, String advice, Step<T> step) {
        FutureTask<Seen<T>> task = new FutureTask<>(step::take);
        Thread thread = new Thread(task, "doctor-" + name);
        // A step that does not end in time is left behind; it must not keep the process alive.
        thread.setDaemon(true);
        long start = ticker.nanos();
        thread.start();
        try {
            Seen<T> seen = task.get(limit.toNanos(), TimeUnit.NANOSECONDS);
            tell("ok", name, seen.told() + " (" + (ticker.nanos() - start) / 1_000_000 + " ms)");
            return seen.result();
        } catch (TimeoutException e) {
            fail(name, "no end after " + limit.toMillis() + " ms", advice);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof StepFailedException failed) {
                fail(name, String.valueOf(failed.getMessage()), failed.advice());
            } else {
                fail(name, reason(e.getCause()), advice);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail(name, "interrupted", advice);
        }
        return null;
    }

    /** Tells of a step that is not taken, and why. */
    void skip(String name, String why) {
        tell("skip", name, why);
    }

    private static String reason(@Nullable Throwable cause) {
        String message = cause instanceof IOException ? cause.getMessage() : null;
        return message == null ? String.valueOf(cause) : message;
    }

    private void fail(String name, String seen, String advice) {
        tell("FAIL", name, seen);
        terminal.say("                  " + advice);
    }

    private void tell(String verdict, String name, String text) {
        terminal.say(String.format("  %-4s  %-8s  %s", verdict, name, text));
    }
}
