package io.penstock.resilience.limit;

import io.penstock.config.EachLimitConfig;
import io.penstock.config.LimitScope;
import io.penstock.config.RateLimitConfig;
import io.penstock.exchange.Exchange;
import io.penstock.resilience.Keyed;
import io.penstock.resilience.ScopeKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** One configured limit: an allowance for all calls, or one for each key. Thread-safe. */
final class RateRule {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final LimitScope scope;
    private final LongFunction<Allowance> make;
    private final Keyed<Allowance> keyed;
    private final @Nullable Rate rate;
    private volatile Allowance whole;

    private RateRule(LimitScope scope, int maxKeys, @Nullable Rate rate, LongFunction<Allowance> make, long nowNanos) {
        this.scope = scope;
        this.rate = rate;
        this.make = make;
        this.keyed = new Keyed<>(maxKeys, make, Allowance::untouched);
        this.whole = make.apply(nowNanos);
    }

    /** The limits of a section, the outer one first; none where it has none. */
    static List<RateRule> of(RateLimitConfig config, long nowNanos) {
        List<RateRule> rules = new ArrayList<>();
        double part = 1 - config.headroom();
        Rate rate = rate(config.perSecond(), config.burst(), config.limit(), config.interval(), part);
        if (rate != null || config.perMinute() != null || config.perHour() != null || config.perDay() != null) {
            LongFunction<Allowance> make = now -> {
                List<Allowance> all = new ArrayList<>();
                addRate(all, rate, config.burst(), config.limit(), config.interval(), part, now);
                addCap(all, config.perMinute(), Duration.ofMinutes(1), part, now);
                addCap(all, config.perHour(), Duration.ofHours(1), part, now);
                addCap(all, config.perDay(), Duration.ofDays(1), part, now);
                return all.size() == 1 ? all.get(0) : new Allowances(all);
            };
            rules.add(new RateRule(config.by(), config.maxKeys(), rate, make, nowNanos));
        }
        EachLimitConfig each = config.each();
        if (each != null) {
            Rate inner = rate(each.perSecond(), each.burst(), each.limit(), each.interval(), part);
            LongFunction<Allowance> make = now -> {
                List<Allowance> all = new ArrayList<>();
                addRate(all, inner, each.burst(), each.limit(), each.interval(), part, now);
                return all.size() == 1 ? all.get(0) : new Allowances(all);
            };
            rules.add(new RateRule(each.by(), each.maxKeys(), inner, make, nowNanos));
        }
        return rules;
    }

    private static @Nullable Rate rate(
            @Nullable Double perSecond,
            @Nullable Integer burst,
            @Nullable Integer limit,
            @Nullable Duration interval,
            double part) {
        if (perSecond != null) {
            double atOnce = burst != null ? burst : perSecond;
            return Rate.of(perSecond * part, SECOND, (int) (atOnce * part));
        }
        if (limit == null || interval == null) {
            return null;
        }
        double atOnce = burst != null ? burst : limit;
        return Rate.of(limit * part, interval.toNanos(), (int) (atOnce * part));
    }

    /** So many in an interval are no more than that in any interval: with a bucket alone it could be twice as many. */
    private static void addRate(
            List<Allowance> all,
            @Nullable Rate rate,
            @Nullable Integer burst,
            @Nullable Integer limit,
            @Nullable Duration interval,
            double part,
            long nowNanos) {
        if (limit != null && interval != null) {
            addCap(all, limit, interval, part, nowNanos);
        }
        if (rate != null && (limit == null || burst != null)) {
            all.add(new TokenBucket(rate, nowNanos));
        }
    }

    private static void addCap(
            List<Allowance> all, @Nullable Integer limit, Duration window, double part, long nowNanos) {
        if (limit != null) {
            all.add(new SlidingCap(Math.max(1, (int) (limit * part)), window.toNanos(), nowNanos));
        }
    }

    /** What tells calls apart. */
    LimitScope scope() {
        return scope;
    }

    /** Whether there is one allowance for all calls. */
    boolean whole() {
        return scope == LimitScope.UPSTREAM;
    }

    /** The rate of each allowance; null where only caps are set. */
    @Nullable
    Rate rate() {
        return rate;
    }

    /** The allowance of an exchange. */
    Allowance of(Exchange exchange, ScopeKey.Reader keys, long nowNanos) {
        return whole() ? whole : keyed.of(keys.read(exchange, scope), nowNanos);
    }

    /** The allowance for all calls; never asked where each key has its own. */
    Allowance all() {
        return whole;
    }

    /** Begins anew. */
    void reset(long nowNanos) {
        whole = make.apply(nowNanos);
        keyed.clear();
    }
}
