package io.penstock.resilience.limit;

import io.penstock.config.EachConcurrencyConfig;
import io.penstock.config.LimitScope;
import io.penstock.exchange.Exchange;
import io.penstock.resilience.Keyed;
import io.penstock.resilience.ScopeKey;
import java.util.Objects;

/**
 * The places for requests in progress of an upstream, so many for each key. A place goes back where it was taken, whatever
 * keys have come since: the exchange remembers where that was. Thread-safe.
 */
final class KeyedPlaces {

    private final LimitScope scope;
    private final int most;
    private final ScopeKey.Reader keys;
    private final Keyed<Places> byKey;

    KeyedPlaces(EachConcurrencyConfig config, ScopeKey.Reader keys) {
        this.scope = config.by();
        this.most = config.max();
        this.keys = keys;
        this.byKey = new Keyed<>(config.maxKeys(), now -> new Places(config.max()), (places, now) -> places.forget());
    }

    /** Takes a place; false where the key has none left. */
    boolean tryTake(Exchange exchange, long nowNanos) {
        Places places = of(exchange, nowNanos);
        while (!places.tryTake()) {
            if (!places.forgotten()) {
                return false;
            }
            Thread.onSpinWait();
            places = of(exchange, nowNanos);
        }
        return true;
    }

    /** Gives the exchange's place back; true where its key had none left before. */
    boolean giveBack(Exchange exchange) {
        Object noted = Objects.requireNonNull(exchange.noted(this), "the exchange holds a place");
        return ((Places) noted).giveBack();
    }

    /** The places of the exchange's key: those that it knows, for as long as they hold. */
    Places of(Exchange exchange, long nowNanos) {
        if (exchange.noted(this) instanceof Places known && !known.forgotten()) {
            return known;
        }
        Places found = byKey.of(keys.read(exchange, scope), nowNanos);
        exchange.note(this, found);
        return found;
    }

    /** How many places each key has. */
    int most() {
        return most;
    }
}
