package io.penstock;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** The calls of one Penstock that have not ended, so that it can wait for them. Thread-safe. */
final class CallsInFlight {

    private final Set<UpstreamCall> calls = ConcurrentHashMap.newKeySet();
    private final Promise<Void> none = Promise.promise();
    private volatile boolean draining;

    /** Adds a call unless no more are taken; tells whether it did. */
    boolean add(UpstreamCall call) {
        calls.add(call);
        // Looked at after it was added: a drain that begins in between sees the call, or is seen here.
        if (draining) {
            remove(call);
            return false;
        }
        return true;
    }

    /** Takes out a call that has ended. */
    void remove(UpstreamCall call) {
        calls.remove(call);
        completeWhereEmpty();
    }

    /** Takes no more calls, lets those in flight end for as long, then cuts them. Completes when there are none. */
    Future<Void> drain(Duration limit) {
        draining = true;
        completeWhereEmpty();
        return none.future()
                .timeout(Math.max(1, limit.toMillis()), TimeUnit.MILLISECONDS)
                .recover(late -> {
                    calls.forEach(UpstreamCall::shutDown);
                    return none.future();
                });
    }

    private void completeWhereEmpty() {
        if (draining && calls.isEmpty()) {
            none.tryComplete();
        }
    }
}
