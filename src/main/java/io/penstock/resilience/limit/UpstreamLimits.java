package io.penstock.resilience.limit;

import io.penstock.config.ConcurrencyConfig;
import io.penstock.config.EachConcurrencyConfig;
import io.penstock.config.LimitScope;
import io.penstock.config.RateLimitConfig;
import io.penstock.config.RouteConfig;
import io.penstock.config.UpstreamConfig;
import io.penstock.exchange.AskedWait;
import io.penstock.exchange.Exchange;
import io.penstock.exchange.Gate;
import io.penstock.metrics.LimitRecorder;
import io.penstock.metrics.Metrics;
import io.penstock.resilience.Keyed;
import io.penstock.resilience.ResilienceEvent;
import io.penstock.resilience.ResilienceEvents;
import io.penstock.resilience.ScopeKey;
import io.penstock.time.Ticker;
import io.vertx.core.MultiMap;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one upstream allows, for the whole process: the configured limits, what its answers have taught, and an override
 * that an operator has set for a while. Makes the gates of its routes. Thread-safe.
 */
public final class UpstreamLimits {

    private static final Logger LOG = LoggerFactory.getLogger(UpstreamLimits.class);

    /** While nothing has announced a quota, one answer in so many is looked at: most upstreams never do. */
    private static final int LOOK_AT_ONE_IN = 16;

    private final String upstream;
    private final RateLimitConfig limits;
    private final boolean enabled;
    private final Ticker ticker;
    private final InstantSource clock;
    private final AskedWaits asked;
    private final ScopeKey.Reader keys;
    private final List<RateRule> rules;
    private final Keyed<LearnedPace> learned;
    private final AtomicReference<@Nullable Replacement> override = new AtomicReference<>();
    private final LimitRecorder recorder;
    private final @Nullable AdaptiveLimit adaptive;
    private final int maxConcurrent;
    private final @Nullable KeyedPlaces places;
    private volatile @Nullable ResilienceEvents events;
    private volatile boolean taught;
    private volatile int way = -1;
    // Lost increments only shift the sample.
    private int answers;

    /**
     * The limits of an upstream.
     *
     * @param enabled whether limits are kept to at all
     * @param ticker the clock of all its event loops
     * @param clock the time of day
     */
    public UpstreamLimits(
            String upstream,
            UpstreamConfig config,
            boolean enabled,
            Metrics metrics,
            Ticker ticker,
            InstantSource clock) {
        this.upstream = upstream;
        this.limits = config.rateLimit();
        this.ticker = ticker;
        this.clock = clock;
        this.asked = new AskedWaits(limits.resetUnit(), clock);
        this.keys = ScopeKey.Reader.of(config);
        this.enabled = enabled && limits.enabled();
        this.rules = this.enabled ? RateRule.of(limits, ticker.nanos()) : List.of();
        this.learned = new Keyed<>(
                limits.maxKeys(), now -> new LearnedPace(limits.maxCooldown().toNanos(), now), LearnedPace::idle);
        this.recorder = metrics.limits(upstream);
        Integer most = config.maxConcurrent();
        ConcurrencyConfig concurrency = config.adaptiveConcurrency();
        this.adaptive = enabled && concurrency.enabled()
                ? new AdaptiveLimit(concurrency, most != null ? most : concurrency.max())
                : null;
        EachConcurrencyConfig each = config.maxConcurrentEach();
        this.places = each == null || !enabled ? null : new KeyedPlaces(each, keys);
        this.maxConcurrent = most == null || !enabled ? 0 : most;
    }

    /** Has pauses and refusals told from now on. */
    public void listen(ResilienceEvents listener) {
        events = listener;
    }

    /** Tells that a call was limited, by Penstock or by the upstream, and for how long. */
    void tell(Exchange exchange, String reason, long waitNanos) {
        ResilienceEvents listener = events;
        if (listener != null) {
            listener.tell(ResilienceEvent.Type.RATE_LIMIT, exchange, reason, waitNanos);
        }
    }

    /** The gate of a route; null stands for what no route matches. */
    public Gate gate(@Nullable RouteConfig route) {
        if (!enabled && adaptive == null && places == null) {
            return Gate.open();
        }
        RateLimitConfig own = route == null ? null : route.rateLimit();
        List<RateRule> inner = !enabled || own == null || !own.enabled() ? List.of() : RateRule.of(own, ticker.nanos());
        List<RateRule> all = new ArrayList<>(rules);
        all.addAll(inner);
        return new RouteGate(this, all, !inner.isEmpty(), route == null ? 1 : route.cost());
    }

    /** The requests in progress at most, as of now; always 0 where any number is allowed. */
    public int maxConcurrent() {
        return adaptive != null ? adaptive.getAsInt() : maxConcurrent;
    }

    /** What finds the number of requests at once; null where it is fixed. */
    @Nullable
    AdaptiveLimit adaptive() {
        return adaptive;
    }

    /** The places for requests in progress of each key; null where they are not counted by key. */
    @Nullable
    KeyedPlaces places() {
        return places;
    }

    /** What says how long an answer of this upstream asks to wait. */
    public AskedWait askedWait() {
        return asked;
    }

    /** Whether the limit is the upstream's own, rather than a route's. */
    boolean owns(RateRule rule) {
        return !rules.isEmpty() && rules.get(0) == rule;
    }

    ScopeKey.Reader keys() {
        return keys;
    }

    LimitRecorder recorder() {
        return recorder;
    }

    /** What the scope of an exchange has been taught; null where nobody has been taught anything. */
    @Nullable
    LearnedPace learned(Exchange exchange, long nowNanos) {
        return taught ? pace(exchange, nowNanos) : null;
    }

    private LearnedPace pace(Exchange exchange, long nowNanos) {
        return learned.of(keys.read(exchange, LimitScope.AUTHORIZATION), nowNanos);
    }

    /** The allowance that stands in for the upstream's own; null where none does. */
    @Nullable
    Allowance overriding(long nowNanos) {
        Replacement set = override.get();
        if (set == null) {
            return null;
        }
        if (nowNanos - set.untilNanos() < 0) {
            return set.bucket();
        }
        if (override.compareAndSet(set, null)) {
            LOG.info("{}: the limiter's override has ended; the configured limits hold again", upstream);
        }
        return null;
    }

    /** Learns from the head of an answer. */
    void learn(Exchange exchange, int status, MultiMap headers) {
        if (!enabled || !limits.respectServer()) {
            return;
        }
        int known = way;
        if (known < 0 && (status >= 400 || answers++ % LOOK_AT_ONE_IN == 0)) {
            known = QuotaFields.way(headers);
            way = known;
        }
        if (known >= 0) {
            learnQuotas(exchange, QuotaFields.read(headers, known, limits.resetUnit(), clock.millis()));
        }
        if (status == 429 || ((status == 503 || status == 403) && headers.contains("retry-after"))) {
            cool(exchange, status, headers);
        } else if (taught) {
            pace(exchange, ticker.nanos()).accepted();
        }
    }

    private void learnQuotas(Exchange exchange, List<QuotaReading> quotas) {
        if (quotas.isEmpty()) {
            return;
        }
        long now = ticker.nanos();
        taught = true;
        LearnedPace pace = pace(exchange, now);
        quotas.forEach(quota -> pace.learn(quota, now));
    }

    private void cool(Exchange exchange, int status, MultiMap headers) {
        long now = ticker.nanos();
        long wait = asked.nanos(status, headers);
        ScopeKey key = keys.read(exchange, LimitScope.AUTHORIZATION);
        long until = learned.of(key, now).cool(wait, now);
        taught = true;
        recorder.cooled();
        // One caller's own credential is no reason to hold back the others.
        if (key instanceof ScopeKey.Named) {
            rules.stream().filter(RateRule::whole).forEach(rule -> rule.all().drainUntil(until));
        }
        tell(exchange, Integer.toString(status), until - now);
        LOG.debug("{}: answered {}; nothing is sent for {} ms", upstream, status, (until - now) / 1_000_000);
    }

    /** Begins anew: full buckets, nothing learned, no override. */
    public void reset() {
        long now = ticker.nanos();
        override.set(null);
        rules.forEach(rule -> rule.reset(now));
        learned.states().forEach(LearnedPace::reset);
        LOG.info("{}: the limiter was reset", upstream);
    }

    /**
     * Lets another rate hold in place of the upstream's own, for a while; caps and limits of routes hold beside it. Replaces
     * an override that was set before.
     *
     * @param perSecond requests a second, above 0
     * @param burst requests that may leave at once, 1 or more
     * @param duration how long, after which the configured limits hold again by themselves
     */
    public void override(double perSecond, int burst, Duration duration) {
        long now = ticker.nanos();
        Rate rate = Rate.of(perSecond, Duration.ofSeconds(1).toNanos(), burst);
        override.set(new Replacement(rate, new TokenBucket(rate, now), now + duration.toNanos()));
        LOG.info(
                "{}: the limiter is set to {}/s, burst {}, for {} s", upstream, perSecond, burst, duration.toSeconds());
    }

    /** A look at the limits; figures may be moments apart. */
    public LimitStatus status() {
        long now = ticker.nanos();
        LearnedPace.View tightest = null;
        for (LearnedPace pace : learned.states()) {
            LearnedPace.View view = pace.view(now);
            if (tightest == null || tighter(view, tightest)) {
                tightest = view;
            }
        }
        Replacement set = overriding(now) == null ? null : override.get();
        RateRule own = rules.stream().filter(RateRule::whole).findFirst().orElse(null);
        Rate rate = set != null ? set.rate() : own == null ? null : own.rate();
        Allowance shown = set != null ? set.bucket() : own == null ? null : own.all();
        return new LimitStatus(
                upstream,
                rate == null ? -1 : rate.perSecond(),
                rate == null ? -1 : rate.burst(),
                // During a pause it owes some.
                shown == null ? -1 : Math.max(0, shown.available(now)),
                set == null ? -1 : millis(set.untilNanos() - now),
                tightest == null ? -1 : tightest.limit(),
                tightest == null ? -1 : tightest.left(),
                tightest == null ? -1 : millis(tightest.resetNanos()),
                tightest == null ? -1 : millis(tightest.coolingNanos()));
    }

    private static boolean tighter(LearnedPace.View view, LearnedPace.View than) {
        if (view.coolingNanos() != than.coolingNanos()) {
            return view.coolingNanos() > than.coolingNanos();
        }
        return view.left() >= 0 && (than.left() < 0 || view.left() < than.left());
    }

    private static long millis(long nanos) {
        return nanos < 0 ? -1 : nanos / 1_000_000;
    }

    private record Replacement(Rate rate, TokenBucket bucket, long untilNanos) {}
}
