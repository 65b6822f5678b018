package io.penstock.resilience.breaker;

import java.util.ArrayList;
import java.util.List;

/** What a breaker should do, written as plainly as can be: one thread, a list of all calls, no jitter. */
final class BreakerModel {

    /** A call that was booked in the present closed period. */
    private record Booked(long nanos, boolean failed, boolean slow) {}

    private final BreakerSettings settings;
    private final List<Booked> calls = new ArrayList<>();
    private BreakerState state = BreakerState.CLOSED;
    private long sinceNanos;
    private long openNanos;
    private int openings;
    private int inARow;
    private int successes;
    private int trials;

    BreakerModel(BreakerSettings settings, long nowNanos) {
        this.settings = settings;
        this.sinceNanos = nowNanos;
    }

    BreakerState state() {
        return state;
    }

    int failures() {
        return state == BreakerState.CLOSED ? inARow : 0;
    }

    boolean tryAcquire(long now) {
        if (state == BreakerState.OPEN && now - sinceNanos >= openNanos) {
            enter(BreakerState.HALF_OPEN, now);
        }
        if (state == BreakerState.HALF_OPEN && trials < settings.halfOpenCalls()) {
            trials++;
            return true;
        }
        return state == BreakerState.CLOSED;
    }

    void giveBack(long granted) {
        if (state == BreakerState.HALF_OPEN && granted >= sinceNanos) {
            trials--;
        }
    }

    void ended(long granted, long now, boolean failed, boolean slow) {
        if (granted < sinceNanos) {
            return;
        }
        if (state == BreakerState.HALF_OPEN) {
            trials--;
            if (failed || slow) {
                open(now, openings + 1);
            } else if (++successes == settings.successThreshold()) {
                enter(BreakerState.CLOSED, now);
            }
        } else if (state == BreakerState.CLOSED) {
            calls.add(new Booked(now, failed, slow));
            inARow = failed ? inARow + 1 : 0;
            if ((failed && inARow >= settings.failureThreshold()) || ((failed || slow) && tooMany(now))) {
                open(now, now - sinceNanos < settings.windowNanos() ? openings + 1 : 1);
            }
        }
    }

    void force(BreakerState to, long now, boolean forget) {
        openings = forget ? 0 : openings;
        enter(to, now);
    }

    private boolean tooMany(long now) {
        long tenth = settings.windowNanos() / 10;
        long current = (now - sinceNanos) / tenth;
        List<Booked> counted = calls.stream()
                .filter(call -> (call.nanos() - sinceNanos) / tenth > current - 10)
                .toList();
        long failed = counted.stream().filter(Booked::failed).count();
        long slow = counted.stream().filter(Booked::slow).count();
        return counted.size() >= settings.minimumCalls()
                && (failed >= settings.failureRate() * counted.size()
                        || slow >= settings.slowCallRate() * counted.size());
    }

    private void open(long now, int times) {
        openings = times;
        openNanos = Math.min(settings.maxOpenForNanos(), settings.openForNanos() << Math.min(times - 1, 20));
        enter(BreakerState.OPEN, now);
    }

    private void enter(BreakerState next, long now) {
        state = next;
        sinceNanos = now;
        calls.clear();
        inARow = 0;
        successes = 0;
        trials = 0;
    }
}
