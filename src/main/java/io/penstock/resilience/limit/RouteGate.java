package io.penstock.resilience.limit;

import io.penstock.error.CancelledException;
import io.penstock.error.OverloadedException;
import io.penstock.error.PenstockException;
import io.penstock.error.Problem;
import io.penstock.exchange.Exchange;
import io.penstock.exchange.Gate;
import io.penstock.exchange.LimitView;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The limits of a route: those of its upstream, what the upstream's answers have taught, and its own. A permit is taken from
 * all of them or from none. Thread-safe.
 */
final class RouteGate implements Gate {

    /** A place may come back unseen just before a call begins to wait for it: it looks again after so long. */
    private static final long LOOK_AGAIN = TimeUnit.MILLISECONDS.toNanos(100);

    /** Places come back when answers end, which nobody knows beforehand. */
    private static final long SOON = TimeUnit.MILLISECONDS.toNanos(1);

    private final UpstreamLimits upstream;
    private final @Nullable KeyedPlaces places;
    private final RateRule[] rules;
    private final boolean ownScope;
    private final int cost;

    /**
     * A gate.
     *
     * @param rules the configured limits, the upstream's first
     * @param ownScope whether some of them are the route's alone, so that its calls stand in a line of their own
     * @param cost the units that a request takes
     */
    RouteGate(UpstreamLimits upstream, List<RateRule> rules, boolean ownScope, int cost) {
        this.upstream = upstream;
        this.places = upstream.places();
        this.rules = rules.toArray(RateRule[]::new);
        this.ownScope = ownScope;
        this.cost = cost;
    }

    @Override
    public long tryAcquire(Exchange exchange, long nowNanos) {
        KeyedPlaces each = places;
        if (each == null) {
            return take(exchange, nowNanos);
        }
        if (!each.tryTake(exchange, nowNanos)) {
            return LOOK_AGAIN;
        }
        long wait = take(exchange, nowNanos);
        if (wait > 0) {
            each.giveBack(exchange);
        }
        return wait;
    }

    private long take(Exchange exchange, long nowNanos) {
        LearnedPace pace = upstream.learned(exchange, nowNanos);
        long wait = pace == null ? 0 : pace.tryTake(cost, nowNanos);
        if (wait == 0) {
            wait = takeRules(exchange, nowNanos);
            if (wait > 0 && pace != null) {
                pace.giveBack(cost, nowNanos);
            }
        }
        if (wait == 0) {
            granted();
        }
        return wait;
    }

    private void granted() {
        if (rules.length > 0) {
            upstream.recorder().granted();
        }
        AdaptiveLimit adaptive = upstream.adaptive();
        if (adaptive != null) {
            adaptive.granted();
        }
    }

    private long takeRules(Exchange exchange, long nowNanos) {
        Allowance other = upstream.overriding(nowNanos);
        long wait = other == null ? 0 : other.tryTake(cost, nowNanos);
        for (int i = 0; wait == 0 && i < rules.length; i++) {
            wait = replaced(i, other)
                    ? 0
                    : rules[i].of(exchange, upstream.keys(), nowNanos).tryTake(cost, nowNanos);
            if (wait > 0) {
                giveBackRules(i, exchange, other, nowNanos);
            }
        }
        return wait;
    }

    /** An override takes the place of the upstream's limit for all calls, which comes first. */
    private boolean replaced(int rule, @Nullable Allowance other) {
        return other != null && rule == 0 && rules[0].whole() && upstream.owns(rules[0]);
    }

    private void giveBackRules(int count, Exchange exchange, @Nullable Allowance other, long takenNanos) {
        if (other != null) {
            other.giveBack(cost, takenNanos);
        }
        for (int i = 0; i < count; i++) {
            if (!replaced(i, other)) {
                rules[i].of(exchange, upstream.keys(), takenNanos).giveBack(cost, takenNanos);
            }
        }
    }

    @Override
    public void giveBack(Exchange exchange, long grantedNanos) {
        LearnedPace pace = upstream.learned(exchange, grantedNanos);
        if (pace != null) {
            pace.giveBack(cost, grantedNanos);
        }
        giveBackRules(rules.length, exchange, upstream.overriding(grantedNanos), grantedNanos);
        AdaptiveLimit adaptive = upstream.adaptive();
        if (adaptive != null) {
            adaptive.givenBack();
        }
        if (places != null) {
            places.giveBack(exchange);
        }
    }

    @Override
    public boolean ended(Exchange exchange) {
        return places != null && places.giveBack(exchange);
    }

    @Override
    public PenstockException refusal(Exchange exchange, long waitNanos) {
        upstream.recorder().refused();
        upstream.tell(exchange, Problem.RATE_LIMITED.slug(), waitNanos);
        long now = exchange.wheel().ticker().nanos();
        long millis = TimeUnit.NANOSECONDS.toMillis(waitNanos + 999_999);
        if (places != null && places.of(exchange, now).full()) {
            return new OverloadedException(
                    Problem.RATE_LIMITED,
                    exchange.route().upstream() + " has " + places.most()
                            + " requests in progress for this caller, as many as maxConcurrentEach allows;"
                            + " expected one of them to end within the time that the call may wait",
                    millis);
        }
        LearnedPace pace = upstream.learned(exchange, now);
        LearnedPace.View taught = pace == null ? null : pace.view(now);
        exchange.limitedBy(view(taught, waitNanos));
        String what = taught != null && taught.coolingNanos() > 0
                ? " has asked for a pause, which ends in "
                : " can be sent this request in ";
        String left = TimeUnit.NANOSECONDS.toMillis(Math.max(0, exchange.maxWaitLeftNanos())) + " ms";
        return new OverloadedException(
                Problem.RATE_LIMITED,
                exchange.route().upstream() + what + millis + " ms; expected " + left
                        + " at most, which the call may wait",
                millis);
    }

    private LimitView view(LearnedPace.@Nullable View taught, long waitNanos) {
        if (taught != null && taught.limit() > 0) {
            return new LimitView(taught.limit(), taught.resetNanos(), Math.max(0, taught.left()), waitNanos);
        }
        Rate rate = rules.length == 0 ? null : rules[0].rate();
        return rate == null
                ? new LimitView(-1, -1, 0, waitNanos)
                : new LimitView(rate.burst(), rate.unitNanos() * rate.burst(), 0, waitNanos);
    }

    /**
     * A key of its own has a line of its own; else the scope that was taught something, since others may have been taught
     * nothing; else the route, where it has limits of its own; else the upstream.
     */
    @Override
    public Object scope(Exchange exchange) {
        long now = exchange.wheel().ticker().nanos();
        Object rated = ratedScope(exchange, now);
        return places == null ? rated : new PlacedScope(rated, places.of(exchange, now));
    }

    private Object ratedScope(Exchange exchange, long now) {
        for (int i = rules.length - 1; i >= 0; i--) {
            if (!rules[i].whole()) {
                return rules[i].of(exchange, upstream.keys(), now);
            }
        }
        LearnedPace pace = upstream.learned(exchange, now);
        return pace != null && !ownScope ? pace : ownScope ? this : upstream;
    }

    @Override
    public long forecastNanos(Exchange exchange, int ahead, long nowNanos) {
        long units = (ahead + 1L) * cost;
        LearnedPace pace = upstream.learned(exchange, nowNanos);
        long longest = pace == null ? 0 : pace.waitNanos(units, nowNanos);
        if (places != null && places.of(exchange, nowNanos).full()) {
            longest = Math.max(longest, SOON);
        }
        Allowance other = upstream.overriding(nowNanos);
        if (other != null) {
            longest = Math.max(longest, other.waitNanos(units, nowNanos));
        }
        for (int i = 0; i < rules.length; i++) {
            if (!replaced(i, other)) {
                Allowance own = rules[i].of(exchange, upstream.keys(), nowNanos);
                longest = Math.max(longest, own.waitNanos(units, nowNanos));
            }
        }
        return longest;
    }

    @Override
    public void waited(long nanos) {
        upstream.recorder().waited(nanos);
    }

    @Override
    public void answered(Exchange exchange, long grantedNanos, int status, MultiMap headers) {
        ended(exchange, grantedNanos, status == 503 || status == 504);
        upstream.learn(exchange, status, headers);
    }

    @Override
    public void failed(Exchange exchange, long grantedNanos, PenstockException failure) {
        ended(exchange, grantedNanos, !(failure instanceof CancelledException));
    }

    private void ended(Exchange exchange, long grantedNanos, boolean overloaded) {
        AdaptiveLimit adaptive = upstream.adaptive();
        if (adaptive != null) {
            adaptive.ended(grantedNanos, exchange.wheel().ticker().nanos(), overloaded);
        }
        LearnedPace pace = upstream.learned(exchange, grantedNanos);
        if (pace != null) {
            pace.ended(cost, grantedNanos);
        }
    }

    /** The line of calls that share a limit and the places of a key. */
    private record PlacedScope(Object rated, Places places) {}
}
