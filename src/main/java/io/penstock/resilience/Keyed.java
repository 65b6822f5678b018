package io.penstock.resilience;

import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * One state for each key, up to a number of keys. When there are as many, those that are as good as new are forgotten;
 * where all are in use, the keys that come then share one. Thread-safe; finding a known key takes no lock, and where none can be
 * forgotten that is looked into ten times a second at most, so that a flood of keys costs no more than a few of them.
 */
public final class Keyed<T> {

    private static final long BETWEEN_LOOKS = TimeUnit.MILLISECONDS.toNanos(100);

    /**
     * Says whether a new state could take the place of this one, which is forgotten then. A state that must not be used once
     * it is forgotten takes note of it here.
     */
    @FunctionalInterface
    public interface AsGoodAsNew<T> {

        /** Called under a lock, for one state at a time. */
        boolean test(T state, long nowNanos);
    }

    private final ConcurrentHashMap<Object, T> byKey = new ConcurrentHashMap<>();
    private final int most;
    private final LongFunction<T> make;
    private final AsGoodAsNew<T> asGoodAsNew;
    private @Nullable T shared;
    private boolean looked;
    private long lookedNanos;

    /**
     * No keys yet.
     *
     * @param most the keys that are told apart
     * @param make a new state at a moment
     */
    public Keyed(int most, LongFunction<T> make, AsGoodAsNew<T> asGoodAsNew) {
        this.most = most;
        this.make = make;
        this.asGoodAsNew = asGoodAsNew;
    }

    /** The state of the key, made where there is none. */
    public T of(Object key, long nowNanos) {
        T known = byKey.get(key);
        return known != null ? known : add(key, nowNanos);
    }

    private synchronized T add(Object key, long nowNanos) {
        T known = byKey.get(key);
        if (known != null) {
            return known;
        }
        if (byKey.size() >= most && (!looked || nowNanos - lookedNanos >= BETWEEN_LOOKS)) {
            looked = true;
            lookedNanos = nowNanos;
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
    public Collection<T> states() {
        return byKey.values();
    }

    /** The state that keys share which are not told apart; null where there is none. */
    public synchronized @Nullable T shared() {
        return shared;
    }

    /** Forgets all keys. */
    public synchronized void clear() {
        byKey.clear();
        shared = null;
    }
}
