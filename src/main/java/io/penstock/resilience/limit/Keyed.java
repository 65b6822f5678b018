package io.penstock.resilience.limit;

import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * One state for each key, up to a number of keys. When there are as many, those that are as good as new are forgotten;
 * where all are in use, the keys that come then share one. Thread-safe; finding a known key takes no lock.
 */
final class Keyed<T> {

    /** Says whether a new state could take the place of this one. */
    @FunctionalInterface
    interface AsGoodAsNew<T> {

        boolean test(T state, long nowNanos);
    }

    private final ConcurrentHashMap<Object, T> byKey = new ConcurrentHashMap<>();
    private final int most;
    private final LongFunction<T> make;
    private final AsGoodAsNew<T> asGoodAsNew;
    private @Nullable T shared;

    /**
     * No keys yet.
     *
     * @param most the keys that are told apart
     * @param make a new state at a moment
     */
    Keyed(int most, LongFunction<T> make, AsGoodAsNew<T> asGoodAsNew) {
        this.most = most;
        this.make = make;
        this.asGoodAsNew = asGoodAsNew;
    }

    /** The state of the key, made where there is none. */
    T of(Object key, long nowNanos) {
        T known = byKey.get(key);
        return known != null ? known : add(key, nowNanos);
    }

    private synchronized T add(Object key, long nowNanos) {
        T known = byKey.get(key);
        if (known != null) {
            return known;
        }
        if (byKey.size() >= most) {
            byKey.values().removeIf(state -> asGoodAsNew.test(state, nowNanos));
        }
        T others = shared;
        if (byKey.size() >= most && others != null) {
            return others;
        }
        T made = make.apply(nowNanos);
        if (byKey.size() >= most) {
            shared = made;
        } else {
            byKey.put(key, made);
        }
        return made;
    }

    /** The states there are, but for the one that is shared. */
    Collection<T> states() {
        return byKey.values();
    }

    /** Forgets all keys. */
    synchronized void clear() {
        byKey.clear();
        shared = null;
    }
}
