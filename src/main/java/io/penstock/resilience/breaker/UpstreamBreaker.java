package io.penstock.resilience.breaker;

import io.penstock.config.BreakerConfig;
import io.penstock.config.LimitScope;
import io.penstock.error.CircuitOpenException;
import io.penstock.error.NetworkException;
import io.penstock.error.PenstockException;
import io.penstock.error.Problem;
import io.penstock.error.TimeoutException;
import io.penstock.exchange.Exchange;
import io.penstock.exchange.Gate;
import io.penstock.metrics.BreakerRecorder;
import io.penstock.metrics.Metrics;
import io.penstock.resilience.ScopeKey;
import io.penstock.time.Ticker;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One upstream's circuit breaker, for the whole process, or one for each key of its callers: judges what became of its calls, and refuses those that have no
 * hope. Thread-safe.
 *
 * <p>A call is booked at its answer's head. A failure is an answer of 500 to 599, a network failure, or a timeout of the
 * upstream's. Every other answer is a success, but for a 429, which tells the upstream's pace and so nothing. Nor does a
 * caller that leaves, a refusal of Penstock's own, or the loss of a pooled connection whose request is sent once more on a
 * fresh one: that one tells. The body of another answer than a
 * failure's that breaks off is one failure more.
 */
public final class UpstreamBreaker implements Gate {

    private static final Logger LOG = LoggerFactory.getLogger(UpstreamBreaker.class);
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERROR = 500;

    private final String upstream;
    /** For all calls; where there is one for each key, it only lets itself be opened. */
    private final Breaker breaker;

    private final @Nullable KeyedBreakers each;
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
        this(upstream, config, new ScopeKey.Reader(null, null), ticker, random, metrics);
    }

    /**
     * The same with what tells callers apart, for one that is to have a breaker for each.
     *
     * @param keys whose call it is
     */
    public UpstreamBreaker(
            String upstream,
            BreakerConfig config,
            ScopeKey.Reader keys,
            Ticker ticker,
            RandomGenerator random,
            Metrics metrics) {
        this.upstream = upstream;
        this.open = "the circuit breaker of " + upstream + " is open; expected it to let calls through later";
        this.halfOpen = "the circuit breaker of " + upstream + " is half open and its trial calls are under way";
        this.forcedOpen = "the circuit breaker of " + upstream + " was opened on request; expected it to be closed so";
        boolean keyed = config.enabled() && config.by() != LimitScope.UPSTREAM;
        BreakerConfig whole = keyed ? config.withEnabled(false) : config;
        this.breaker = new Breaker(BreakerSettings.of(whole), ticker, random, this::changed);
        this.each = keyed ? new KeyedBreakers(config, keys, ticker, random, this::changedForAKey) : null;
        this.recorder = metrics.breaker(upstream, BreakerState.labels(), () -> state().label());
    }

    /** Has the listener told of each change from now on. */
    public void onChange(BreakerListener listener) {
        listeners.add(listener);
    }

    /** The upstream's configured name. */
    public String upstream() {
        return upstream;
    }

    /** Whether there is one for each key, so that one that opens is no reason to refuse the calls of others. */
    public boolean keyed() {
        return each != null;
    }

    /**
     * The state; of several the one that holds back most. An open breaker whose time is over stays open until a call asks.
     */
    public BreakerState state() {
        BreakerState whole = breaker.state();
        return each == null || whole == BreakerState.FORCED_OPEN ? whole : each.state();
    }

    /** The state in words, such as {@code the circuit breaker of crm is open}; where there are several, for how many it is. */
    public String describe() {
        BreakerState shown = state();
        String all = "the circuit breaker of " + upstream + " is " + shown.label();
        return each == null || shown == BreakerState.FORCED_OPEN
                ? all
                : all + " for " + each.count(shown) + " of " + each.size() + " keys (breaker.by: " + each.by() + ")";
    }

    /** A look at it, or of several at the one that holds back most; counts of different loops may be moments apart. */
    public BreakerStatus status() {
        BreakerStatus whole = breaker.status();
        return each == null || whole.state() == BreakerState.FORCED_OPEN ? whole : each.status();
    }

    /** Lets no call pass until {@link #close} or {@link #reset}. */
    public void forceOpen() {
        breaker.forceOpen();
    }

    /** Closes it now and counts anew; it still knows how often it opened, so that it stays open as long if it does again. */
    public void close() {
        breaker.close();
        if (each != null) {
            each.forEach(Breaker::close);
        }
    }

    /** Lets it begin anew, as after the start. */
    public void reset() {
        breaker.reset();
        if (each != null) {
            each.forEach(Breaker::reset);
        }
    }

    /** The breaker of an exchange. */
    private Breaker of(Exchange exchange, long nowNanos) {
        return each == null ? breaker : each.of(exchange, nowNanos);
    }

    /** Whether every call may be sent now, as nearly always. */
    boolean passesAll() {
        return each == null && breaker.passesAll();
    }

    /** How long a call would wait, for a look before it waits for a connection; takes no permit. */
    long waitNanos(Exchange exchange, long nowNanos) {
        long forced = each == null ? 0 : breaker.waitNanos(nowNanos);
        return forced != 0 ? forced : of(exchange, nowNanos).waitNanos(nowNanos);
    }

    @Override
    public long tryAcquire(Exchange exchange, long nowNanos) {
        // Negative: waiting in the queue for a breaker would only be waiting for its refusal.
        long forced = each == null ? 0 : breaker.waitNanos(nowNanos);
        return forced != 0 ? -forced : -of(exchange, nowNanos).tryAcquire(nowNanos);
    }

    @Override
    public void giveBack(Exchange exchange, long grantedNanos) {
        of(exchange, grantedNanos).giveBack(grantedNanos);
    }

    @Override
    public PenstockException refusal(Exchange exchange, long waitNanos) {
        recorder.refused();
        long retryAfterMillis = waitNanos == Period.NEVER ? -1 : TimeUnit.NANOSECONDS.toMillis(waitNanos + 999_999);
        return new CircuitOpenException(Problem.CIRCUIT_OPEN, detail(stateFor(exchange)), retryAfterMillis)
                .at(exchange.origin());
    }

    @Override
    public @Nullable PenstockException shut(Exchange exchange) {
        long now = now(exchange);
        Breaker asked = of(exchange, now);
        long wait = asked.state() == BreakerState.OPEN ? asked.waitNanos(now) : 0;
        return wait == 0 ? null : refusal(exchange, wait);
    }

    /** The same for calls that wait for a connection when it opens. */
    public PenstockException refusalOfWaiting() {
        recorder.refused();
        return new CircuitOpenException(
                Problem.CIRCUIT_OPEN, detail(breaker.state()), breaker.status().nextAttemptMillis());
    }

    private BreakerState stateFor(Exchange exchange) {
        boolean whole = each == null || breaker.state() == BreakerState.FORCED_OPEN;
        return whole ? breaker.state() : of(exchange, now(exchange)).state();
    }

    private String detail(BreakerState state) {
        return switch (state) {
            case FORCED_OPEN -> forcedOpen;
            case HALF_OPEN -> halfOpen;
            default -> open;
        };
    }

    @Override
    public void answered(Exchange exchange, long grantedNanos, int status, MultiMap headers) {
        long now = now(exchange);
        Breaker asked = of(exchange, now);
        if (status == TOO_MANY_REQUESTS) {
            asked.giveBack(grantedNanos);
            return;
        }
        long took = now - grantedNanos - exchange.deadlinePauseNanos();
        if (status >= SERVER_ERROR) {
            asked.failed(grantedNanos, now, took);
        } else {
            asked.succeeded(grantedNanos, now, took);
        }
    }

    @Override
    public void failed(Exchange exchange, long grantedNanos, PenstockException failure) {
        long now = now(exchange);
        if (counts(exchange, now - grantedNanos, failure)) {
            of(exchange, now).failed(grantedNanos, now, now - grantedNanos - exchange.deadlinePauseNanos());
        } else {
            of(exchange, now).giveBack(grantedNanos);
        }
    }

    @Override
    public void broken(Exchange exchange, long grantedNanos, int status, PenstockException failure) {
        if (status >= SERVER_ERROR) {
            // Its head was the failure.
            return;
        }
        if (failure instanceof NetworkException || failure.problem() == Problem.STREAM_IDLE) {
            long now = now(exchange);
            of(exchange, now).broken(grantedNanos, now);
        }
    }

    @Override
    public void unreachable(Exchange exchange, PenstockException failure) {
        if (failure instanceof NetworkException) {
            long now = now(exchange);
            of(exchange, now).unreachable(now);
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

    /** Whose it is, is not told: that may be a credential. */
    private void changedForAKey(BreakerState from, BreakerState to, BreakerCause cause, long openNanos) {
        recorder.changed(to.label());
        LOG.info(
                "{}: the circuit breaker of one caller is {} ({}), was {}",
                upstream,
                to.label(),
                cause.label(),
                from.label());
        listeners.forEach(listener -> listener.changed(from, to, cause, openNanos));
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
