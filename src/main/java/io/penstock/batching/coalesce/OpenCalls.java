package io.penstock.batching.coalesce;

import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The calls to one upstream that others may join, by fingerprint. A hash table whose entries are the calls themselves: most
 * calls stay alone, and so cost no object more. It does not grow, since what an upstream is called for at a time is bounded.
 * Thread-safe.
 */
final class OpenCalls {

    private static final int CHAINS = 1_024;
    private static final int LOCKS = 16;

    /** The newest call of each chain, which leads to the others; guarded by the chain's lock. */
    private final @Nullable OpenCall[] newest = new OpenCall[CHAINS];

    private final Object[] locks =
            IntStream.range(0, LOCKS).mapToObj(lock -> new Object()).toArray();

    /** Adds a call, where there is none with its fingerprint; otherwise returns that one. */
    @Nullable
    OpenCall putIfAbsent(OpenCall call) {
        int chain = chainOf(call);
        synchronized (lockOf(chain)) {
            for (OpenCall other = newest[chain]; other != null; other = other.older) {
                if (other.asksTheSame(call)) {
                    return other;
                }
            }
            call.older = newest[chain];
            newest[chain] = call;
            return null;
        }
    }

    /** Takes a call out, where it is there; not another one with its fingerprint. */
    @SuppressWarnings("ReferenceEquality")
    void remove(OpenCall call) {
        int chain = chainOf(call);
        synchronized (lockOf(chain)) {
            OpenCall newer = null;
            for (OpenCall other = newest[chain]; other != null; other = other.older) {
                if (other == call) {
                    unlink(chain, newer, call);
                    return;
                }
                newer = other;
            }
        }
    }

    private void unlink(int chain, @Nullable OpenCall newer, OpenCall call) {
        if (newer == null) {
            newest[chain] = call.older;
        } else {
            newer.older = call.older;
        }
        call.older = null;
    }

    /** How many there are. */
    int size() {
        int size = 0;
        for (int chain = 0; chain < CHAINS; chain++) {
            synchronized (lockOf(chain)) {
                for (OpenCall call = newest[chain]; call != null; call = call.older) {
                    size++;
                }
            }
        }
        return size;
    }

    private static int chainOf(OpenCall call) {
        return (int) call.low() & (CHAINS - 1);
    }

    private Object lockOf(int chain) {
        return locks[chain & (LOCKS - 1)];
    }
}
