package io.penstock.resilience.breaker;

import io.penstock.time.Ticker;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One upstream's circuit breaker, for the whole process: a state machine that is told what became of calls and says
 * whether others may be made. Thread-safe, without a lock or a timer.
 *
 * <p>Its state is one reference to the current {@link Period}, which holds its counts; a change puts a new period in its
 * place, by compare-and-set, so that of several causes at the same time one counts. That the time of an open breaker is
 * over is noticed by the first call that asks. While it is closed, a call that succeeds reads this reference and
 * increments a striped counter.
 *
 * <p>A breaker that opens again before it has been closed for a window stays open for twice as long, up to a most; the
 * time is drawn from its last tenth, so that several processes do not try at the same moment.
 */
final class Breaker {

    private static final Logger LOG = LoggerFactory.getLogger(Breaker.class);
    private static final double JITTER = 0.1;

    private final BreakerSettings settings;
    private final Ticker ticker;
    private final RandomGenerator random;
    private final BreakerListener listener;
    private final AtomicReference<Period> period;

    /**
     * A breaker that is closed, or disabled where the settings say so.
     *
     * @param random what jitter is drawn from; must be thread-safe
     */
    Breaker(BreakerSettings settings, Ticker ticker, RandomGenerator random, BreakerListener listener) {
        this.settings = settings;
        this.ticker = ticker;
        this.random = random;
        this.listener = listener;
        this.period = new AtomicReference<>(counting(ticker.nanos(), 0));
    }

    /** The state; an open breaker whose time is over stays open until a call asks. */
    BreakerState state() {
        return current().state();
    }

    /** Whether every call may pass, so that none need ask at what time it may: most do not read the clock for it. */
    boolean passesAll() {
        BreakerState state = current().state();
        return state == BreakerState.CLOSED || state == BreakerState.DISABLED;
    }

    /** The wait of a call that asks now, in nanoseconds; 0 where it may pass, {@link Period#NEVER} where none is known. */
    long waitNanos(long nowNanos) {
        return at(nowNanos).waitNanos(nowNanos);
    }

    /**
     * The same, and takes the permit of a call that may pass. It is known by the moment from now on, and must come back by
     * exactly one of {@link #giveBack}, {@link #succeeded} and {@link #failed}.
     */
    long tryAcquire(long nowNanos) {
        return at(nowNanos).tryAcquire(nowNanos);
    }

    /** A permit comes back of which nothing is learned. */
    void giveBack(long grantedNanos) {
        current().giveBack(grantedNanos);
    }

    /** The head of an answer came that is no failure. */
    void succeeded(long grantedNanos, long nowNanos, long tookNanos) {
        Period current = current();
        follow(current, current.succeeded(grantedNanos, nowNanos, tookNanos), nowNanos);
    }

    /** A call failed that held a permit. */
    void failed(long grantedNanos, long nowNanos, long tookNanos) {
        Period current = current();
        follow(current, current.failed(grantedNanos, nowNanos, tookNanos), nowNanos);
    }

    /** A call failed since the upstream could not be reached, before it asked for a permit. */
    void unreachable(long nowNanos) {
        Period current = current();
        follow(current, current.unreachable(nowNanos), nowNanos);
    }

    /** The body of an answer broke off; its head was booked before. */
    void broken(long grantedNanos, long nowNanos) {
        Period current = current();
        follow(current, current.broken(grantedNanos, nowNanos), nowNanos);
    }

    /** Lets no call pass until {@link #close} or {@link #reset}. */
    void forceOpen() {
        force(current -> Fixed.forcedOpen(ticker.nanos(), current.openings()));
    }

    /** Closes it now; where it soon opens again it stays open as long as it would have without. */
    void close() {
        force(current -> counting(ticker.nanos(), current.openings()));
    }

    /** Lets it begin anew, as after the start. */
    void reset() {
        force(current -> counting(ticker.nanos(), 0));
    }

    /** A look at it; counts of different loops may be moments apart. */
    BreakerStatus status() {
        Period current = current();
        long now = ticker.nanos();
        CallWindow.Counts counts = current.counts(now);
        long wait = current instanceof Open open && open.over(now) ? 0 : current.waitNanos(now);
        return new BreakerStatus(
                current.state(),
                current.failures(),
                counts.calls(),
                counts.failures(),
                counts.slow(),
                current.openings(),
                wait == Period.NEVER ? -1 : (wait + 999_999) / 1_000_000);
    }

    /** The failures in a row while it is closed; else 0. */
    int failures() {
        return current().failures();
    }

    /** Whether a new one could take its place: it is closed, and nothing has gone wrong for a window. */
    boolean asGoodAsNew(long nowNanos) {
        return current() instanceof Closed closed
                && closed.failures() == 0
                && closed.blameless(nowNanos)
                && (closed.openings() == 0 || !closed.shortLived(nowNanos));
    }

    private Period current() {
        return Objects.requireNonNull(period.get());
    }

    /** The current period, after the end of one whose time is over. */
    private Period at(long nowNanos) {
        Period current = current();
        if (current instanceof Open open && open.over(nowNanos)) {
            change(open, new HalfOpen(settings, nowNanos, open.openings()), BreakerCause.WAIT_OVER, 0);
            return current();
        }
        return current;
    }

    private void follow(Period current, @Nullable BreakerCause cause, long nowNanos) {
        if (cause == null) {
            return;
        }
        if (cause == BreakerCause.TRIALS_SUCCEEDED) {
            change(current, counting(nowNanos, current.openings()), cause, 0);
        } else {
            boolean sameTrouble = !(current instanceof Closed closed) || closed.shortLived(nowNanos);
            int openings = sameTrouble ? current.openings() + 1 : 1;
            long openNanos = (long) (settings.openNanos(openings) * (1 - JITTER * random.nextDouble()));
            change(current, new Open(nowNanos, openings, openNanos), cause, openNanos);
        }
    }

    private Period counting(long nowNanos, int openings) {
        return settings.enabled() ? new Closed(settings, nowNanos, openings) : Fixed.disabled(nowNanos);
    }

    private void force(UnaryOperator<Period> successor) {
        boolean changed = false;
        while (!changed) {
            Period current = current();
            changed = change(current, successor.apply(current), BreakerCause.ON_REQUEST, 0);
        }
    }

    private boolean change(Period from, Period to, BreakerCause cause, long openNanos) {
        if (!period.compareAndSet(from, to)) {
            return false;
        }
        if (from.state() == to.state()) {
            return true;
        }
        try {
            listener.changed(from.state(), to.state(), cause, openNanos);
        } catch (RuntimeException e) {
            LOG.error("a breaker's change could not be told; the breaker is not affected", e);
        }
        return true;
    }
}
