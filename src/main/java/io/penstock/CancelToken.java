package io.penstock;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Ends calls from outside, at any time: while they wait, before their answer's head, and in the middle of a body. One token
 * may be given to several requests. Thread-safe.
 */
public final class CancelToken {

    private final Set<UpstreamCall> calls = ConcurrentHashMap.newKeySet();
    private volatile boolean cancelled;

    /**
     * Ends all calls that have this token, and those that will be given it; does nothing more where it was called before.
     * They fail with a {@link io.penstock.error.CancelledException}; their requests are reset.
     */
    public void cancel() {
        cancelled = true;
        calls.forEach(UpstreamCall::cancel);
    }

    /** Whether it was cancelled. */
    public boolean cancelled() {
        return cancelled;
    }

    void add(UpstreamCall call) {
        calls.add(call);
        // Looked at after it was added: a cancel in between sees the call, or is seen here.
        if (cancelled) {
            call.cancel();
        }
    }

    void remove(UpstreamCall call) {
        calls.remove(call);
    }
}
