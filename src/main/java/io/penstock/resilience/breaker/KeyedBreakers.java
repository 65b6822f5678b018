package io.penstock.resilience.breaker;

import io.penstock.config.BreakerConfig;
import io.penstock.config.LimitScope;
import io.penstock.exchange.Exchange;
import io.penstock.resilience.Keyed;
import io.penstock.resilience.ScopeKey;
import io.penstock.time.Ticker;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The breakers of an upstream, one for each key. A permit goes back to the breaker that granted it, whatever keys have come
 * since: the exchange remembers which that was. Those that have seen nothing go wrong lately are forgotten when there are
 * too many; one that is open or half open never is. Thread-safe.
 */
final class KeyedBreakers {

    private static final BreakerStatus UNUSED = new BreakerStatus(BreakerState.CLOSED, 0, 0, 0, 0, 0, 0);

    private final LimitScope scope;
    private final ScopeKey.Reader keys;
    private final Keyed<Breaker> byKey;

    KeyedBreakers(
            BreakerConfig config,
            ScopeKey.Reader keys,
            Ticker ticker,
            RandomGenerator random,
            BreakerListener listener) {
        BreakerSettings settings = BreakerSettings.of(config);
        this.scope = config.by();
        this.keys = keys;
        this.byKey = new Keyed<>(
                config.maxKeys(),
                now -> new Breaker(settings, ticker, random, listener),
                (breaker, now) -> breaker.asGoodAsNew(now));
    }

    /** The breaker of an exchange: the one that it was told before. */
    Breaker of(Exchange exchange, long nowNanos) {
        if (exchange.noted(this) instanceof Breaker known) {
            return known;
        }
        Breaker found = byKey.of(keys.read(exchange, scope), nowNanos);
        exchange.note(this, found);
        return found;
    }

    /** The state that holds back most. */
    BreakerState state() {
        Breaker worst = worst();
        return worst == null ? BreakerState.CLOSED : worst.state();
    }

    /** A look at the breaker that holds back most. */
    BreakerStatus status() {
        Breaker worst = worst();
        return worst == null ? UNUSED : worst.status();
    }

    private @Nullable Breaker worst() {
        Breaker worst = null;
        for (Breaker each : all()) {
            if (worst == null || rank(each) > rank(worst)) {
                worst = each;
            }
        }
        return worst;
    }

    /** Open before half open before closed; of the closed ones the one with most failures in a row. */
    private static long rank(Breaker breaker) {
        return switch (breaker.state()) {
            case OPEN, FORCED_OPEN -> Long.MAX_VALUE;
            case HALF_OPEN -> Long.MAX_VALUE - 1;
            case CLOSED, DISABLED -> breaker.failures();
        };
    }

    /** How many of them are in the state. */
    long count(BreakerState state) {
        return all().stream().filter(each -> each.state() == state).count();
    }

    /** How many there are; those that keys share which are not told apart count as one. */
    int size() {
        return all().size();
    }

    /** What has a breaker of its own, in the words of the settings. */
    String by() {
        return scope.name().toLowerCase(Locale.ROOT);
    }

    /** Does something to each of them. */
    void forEach(Consumer<Breaker> action) {
        all().forEach(action);
    }

    private List<Breaker> all() {
        List<Breaker> all = new ArrayList<>(byKey.states());
        Breaker shared = byKey.shared();
        if (shared != null) {
            all.add(shared);
        }
        return all;
    }
}
