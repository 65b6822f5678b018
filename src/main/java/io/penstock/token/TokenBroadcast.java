package io.penstock.token;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Tells the event loops what has changed: one message for each loop and change. Confined to the keeper's event loop.
 */
final class TokenBroadcast {

    private final List<Listener> listeners = new ArrayList<>();
    private volatile TokenSnapshot newest;

    TokenBroadcast(TokenSnapshot first) {
        newest = first;
    }

    /** What was told last; may be called on any thread. */
    TokenSnapshot newest() {
        return newest;
    }

    /** Tells a loop from now on; {@code onLoop} runs there. */
    void add(LoopCredential loop, Executor onLoop) {
        Listener listener = new Listener(loop, onLoop);
        listeners.add(listener);
        listener.tell(newest);
    }

    void publish(TokenSnapshot snapshot) {
        newest = snapshot;
        listeners.forEach(listener -> listener.tell(snapshot));
    }

    /** Notes a loop's question: it counts as answered with whatever this loop is told from now on. */
    void asked(LoopCredential loop, long number) {
        listenerOf(loop).answered = number;
    }

    /** Tells one loop that nothing has changed. */
    void repeat(LoopCredential loop) {
        listenerOf(loop).tell(newest);
    }

    /** How long no loop has used the credential. */
    long unusedNanos(long nowNanos) {
        long unused = Long.MAX_VALUE;
        for (Listener listener : listeners) {
            unused = Math.min(unused, nowNanos - listener.loop.usedNanos());
        }
        return unused;
    }

    private Listener listenerOf(LoopCredential loop) {
        for (Listener listener : listeners) {
            if (listener.loop == loop) {
                return listener;
            }
        }
        throw new IllegalStateException("asked by an event loop that was never added");
    }

    private static final class Listener {

        private final LoopCredential loop;
        private final Executor onLoop;
        private long answered;

        Listener(LoopCredential loop, Executor onLoop) {
            this.loop = loop;
            this.onLoop = onLoop;
        }

        void tell(TokenSnapshot snapshot) {
            long upTo = answered;
            onLoop.execute(() -> loop.update(snapshot, upTo));
        }
    }
}
