package io.penstock.loadtest;

import io.penstock.time.Ticker;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * One run: makes each call when it is due, or as soon after as a connection is free, and counts its latency from when it was
 * due. Since due times are computed and not queued, a call that waits costs nothing, and none can be forgotten: what was
 * due by the end and found no connection is counted as not sent. Confined to its event loop.
 */
final class Driver {

    private final Plan plan;
    private final Queue<Line> idle;
    private final Ticker ticker;
    private final LongConsumer wakeIn;
    private final Consumer<Tally> onEnd;
    private final Tally tally = new Tally();
    private final long startNanos;
    private long inFlight;
    private boolean sending;
    private boolean sleeping;
    private boolean closed;
    private boolean ended;

    /**
     * What a run does.
     *
     * @param durationNanos the time after which no call is due
     * @param maxCalls the number of calls after which none is due
     * @param paths what is called, in turn
     */
    record Plan(Pace pace, long durationNanos, long maxCalls, List<String> paths) {}

    /**
     * A run whose time begins now.
     *
     * @param idle the connections; all are back in it at the end of a run that was not stopped
     * @param wakeIn asks for a call of {@link #wake} after so many nanoseconds, at least 1
     * @param onEnd told once what came of it, when no call is left
     */
    Driver(Plan plan, Queue<Line> idle, Ticker ticker, LongConsumer wakeIn, Consumer<Tally> onEnd) {
        this.plan = plan;
        this.idle = idle;
        this.ticker = ticker;
        this.wakeIn = wakeIn;
        this.onEnd = onEnd;
        this.startNanos = ticker.nanos();
    }

    /** Makes the first calls. */
    void begin() {
        // Where all connections are busy, nothing else would notice the end.
        wakeIn.accept(plan.durationNanos());
        advance();
    }

    /** Makes the calls that have become due. */
    void wake() {
        sleeping = false;
        advance();
    }

    /** Ends the run now; calls in flight count as unfinished. */
    void stop() {
        if (!ended) {
            long now = elapsedNanos();
            giveUp(now);
            tally.unfinished(inFlight, now);
            end();
        }
    }

    /** What came of it so far. */
    Tally tally() {
        return tally;
    }

    private long elapsedNanos() {
        return ticker.nanos() - startNanos;
    }

    private void advance() {
        // A call may end before the method that makes it returns.
        if (sending || ended) {
            return;
        }
        sending = true;
        while (!closed && sendNext()) {}
        sending = false;
        if (closed && inFlight == 0) {
            end();
        }
    }

    /** Makes the next call, and says whether another may follow at once. */
    private boolean sendNext() {
        long now = elapsedNanos();
        long due = plan.pace().dueNanos(tally.sentCount(), now);
        if (tally.sentCount() == plan.maxCalls() || due >= plan.durationNanos()) {
            closed = true;
            return false;
        }
        Line line = due <= now ? idle.poll() : null;
        if (line != null) {
            send(line, due);
            return true;
        }
        if (now >= plan.durationNanos()) {
            giveUp(now);
        } else if (due > now && !sleeping) {
            sleeping = true;
            wakeIn.accept(due - now);
        }
        return false;
    }

    private void send(Line line, long due) {
        String path = plan.paths().get((int) (tally.sentCount() % plan.paths().size()));
        tally.sent();
        inFlight++;
        line.call(path).onSuccess(reply -> {
            if (!ended) {
                long now = elapsedNanos();
                inFlight--;
                idle.add(line);
                tally.ended(reply, now - due, now);
                advance();
            }
        });
    }

    /** Closes the run; what was due and was not sent stays so. */
    private void giveUp(long now) {
        if (closed) {
            return;
        }
        closed = true;
        long until = Math.min(now, plan.durationNanos());
        for (long call = tally.sentCount(); call < plan.maxCalls(); call++) {
            long due = plan.pace().dueNanos(call, now);
            if (due >= until) {
                return;
            }
            tally.notSent(now - due);
        }
    }

    private void end() {
        ended = true;
        onEnd.accept(tally);
    }
}
