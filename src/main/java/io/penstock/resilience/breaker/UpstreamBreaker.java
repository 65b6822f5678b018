package io.penstock.resilience.breaker;

import io.penstock.config.BreakerConfig;
import io.penstock.error.CircuitOpenException;
import io.penstock.error.NetworkException;
import io.penstock.error.PenstockException;
import io.penstock.error.Problem;
import io.penstock.error.TimeoutException;
import io.penstock.exchange.Exchange;
import io.penstock.exchange.Gate;
import io.penstock.metrics.BreakerRecorder;
import io.penstock.metrics.Metrics;
import io.penstock.time.Ticker;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One upstream's circuit breaker, for the whole process: judges what became of its calls, and refuses those that have no
 * hope. Thread-safe.
 *
 * <p>A call is booked at its answer's head. A failure is an answer of 500 to 599, a network failure, or a timeout of the
 * upstream's. Every other answer is a success, but for a 429, which tells the upstream's pace and so nothing. Nor does a
 * caller that leaves, a refusal of Penstock's own, or the loss of a pooled connection whose request is sent once more on a
 * fresh one: that one tells. A body that breaks off is one failure more.
 */
public final class UpstreamBreaker implements Gate {

    private static final Logger LOG = LoggerFactory.getLogger(UpstreamBreaker.class);
    private static final int TOO_MANY_REQUESTS = 429;

    private final String upstream;
    private final Breaker breaker;
    private final BreakerRecorder recorder;
    private final List<BreakerListener> listeners = new CopyOnWriteArrayList<>();
    private final String open;
    private final String halfOpen;
    private final String forcedOpen;

    /**
     * A breaker that is closed.
     *
     * @param ticker the clock of the wheels of all loops
     * @param random what jitter is drawn from; must be thread-safe
     */
    public UpstreamBreaker(
            String upstream, BreakerConfig config, Ticker ticker, RandomGenerator random, Metrics metrics) {
        this.upstream = upstream;
        this.open = "the circuit breaker of " + upstream + " is open; expected it to let calls through later";
        this.halfOpen = "the circuit breaker of " + upstream + " is half open and its trial calls are under way";
        this.forcedOpen = "the circuit breaker of " + upstream + " was opened on request; expected it to be closed so";
        this.breaker = new Breaker(BreakerSettings.of(config), ticker, random, this::changed);
        this.recorder = metrics.breaker(
                upstream, BreakerState.labels(), () -> breaker.state().label());
    }

    /** Has the listener told of each change from now on. */
    public void onChange(BreakerListener listener) {
        listeners.add(listener);
    }

    /** The upstream's configured name. */
    public String upstream() {
        return upstream;
    }

    /** The state; an open breaker whose time is over stays open until a call asks. */
    public BreakerState state() {
        return breaker.state();
    }

    /** A look at it; counts of different loops may be moments apart. */
    public BreakerStatus status() {
        return breaker.status();
    }

    /** Lets no call pass until {@link #close} or {@link #reset}. */
    public void forceOpen() {
        breaker.forceOpen();
    }

    /** Closes it now and counts anew; it still knows how often it opened, so that it stays open as long if it does again. */
    public void close() {
        breaker.close();
    }

    /** Lets it begin anew, as after the start. */
    public void reset() {
        breaker.reset();
    }

    /** Whether every call may be sent now, as nearly always. */
    boolean passesAll() {
        return breaker.passesAll();
    }

    /** How long a call would wait, for a look before it waits for a connection; takes no permit. */
    long waitNanos(long nowNanos) {
        return breaker.waitNanos(nowNanos);
    }

    @Override
    public long tryAcquire(Exchange exchange, long nowNanos) {
        // Negative: waiting in the queue for a breaker would only be waiting for its refusal.
        return -breaker.tryAcquire(nowNanos);
    }

    @Override
    public void giveBack(Exchange exchange, long grantedNanos) {
        breaker.giveBack(grantedNanos);
    }

    @Override
    public PenstockException refusal(Exchange exchange, long waitNanos) {
        recorder.refused();
        long retryAfterMillis = waitNanos == Period.NEVER ? -1 : TimeUnit.NANOSECONDS.toMillis(waitNanos + 999_999);
        return new CircuitOpenException(Problem.CIRCUIT_OPEN, detail(), retryAfterMillis).at(exchange.origin());
    }

    /** The same for calls that wait for a connection when it opens. */
    public PenstockException refusalOfWaiting() {
        recorder.refused();
        return new CircuitOpenException(
                Problem.CIRCUIT_OPEN, detail(), breaker.status().nextAttemptMillis());
    }

    private String detail() {
        return switch (breaker.state()) {
            case FORCED_OPEN -> forcedOpen;
            case HALF_OPEN -> halfOpen;
            default -> open;
        };
    }

    @Override
    public void answered(Exchange exchange, long grantedNanos, int status, MultiMap headers) {
        if (status == TOO_MANY_REQUESTS) {
            breaker.giveBack(grantedNanos);
            return;
        }
        long now = now(exchange);
        long took = now - grantedNanos - exchange.deadlinePauseNanos();
        if (status >= 500) {
            breaker.failed(grantedNanos, now, took);
        } else {
            breaker.succeeded(grantedNanos, now, took);
        }
    }

    @Override
    public void failed(Exchange exchange, long grantedNanos, PenstockException failure) {
        long now = now(exchange);
        if (counts(exchange, now - grantedNanos, failure)) {
            breaker.failed(grantedNanos, now, now - grantedNanos - exchange.deadlinePauseNanos());
        } else {
            breaker.giveBack(grantedNanos);
        }
    }

    @Override
    public void broken(Exchange exchange, long grantedNanos, PenstockException failure) {
        if (failure instanceof NetworkException || failure.problem() == Problem.STREAM_IDLE) {
            breaker.broken(grantedNanos, now(exchange));
        }
    }

    @Override
    public void unreachable(Exchange exchange, PenstockException failure) {
        if (failure instanceof NetworkException) {
            breaker.unreachable(now(exchange));
        }
    }

    private static boolean counts(Exchange exchange, long tookNanos, PenstockException failure) {
        if (failure instanceof NetworkException) {
            return !repeatedOnFresh(exchange, failure);
        }
        // A total deadline also ends attempts that have hardly begun: those tell nothing.
        return failure.problem() == Problem.ATTEMPT_TIMEOUT
                || (failure instanceof TimeoutException
                        && failure.problem() == Problem.TOTAL_TIMEOUT
                        && tookNanos > exchange.route().totalNanos() / 2);
    }

    private static boolean repeatedOnFresh(Exchange exchange, PenstockException failure) {
        return failure.problem() == Problem.CONNECTION_LOST
                && exchange.connectionPooled()
                && !exchange.freshConnectionWanted()
                && (failure.retrySafe() || exchange.idempotent())
                && exchange.body().readable();
    }

    private static long now(Exchange exchange) {
        return exchange.wheel().ticker().nanos();
    }

    private void changed(BreakerState from, BreakerState to, BreakerCause cause, long openNanos) {
        recorder.changed(to.label());
        if (to == BreakerState.OPEN) {
            LOG.warn(
                    "{}: circuit breaker open for {} ms because of {}",
                    upstream,
                    TimeUnit.NANOSECONDS.toMillis(openNanos),
                    cause.words());
        } else {
            LOG.info("{}: circuit breaker {} ({}), was {}", upstream, to.label(), cause.label(), from.label());
        }
        listeners.forEach(listener -> listener.changed(from, to, cause, openNanos));
    }
}
