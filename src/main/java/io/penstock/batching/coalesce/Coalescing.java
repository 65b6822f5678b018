package io.penstock.batching.coalesce;

import io.penstock.batching.Fingerprint;
import io.penstock.exchange.Stage;
import io.penstock.metrics.CoalescingRecorder;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The calls to one upstream that others may join, for all event loops: of identical requests by one route one goes out,
 * however many loops they came in on. Thread-safe.
 */
public final class Coalescing {

    private final OpenCalls open = new OpenCalls();
    private final AtomicInteger writes = new AtomicInteger();
    private final CoalescingRecorder recorder;
    private final HeldBytes held;

    /**
     * No calls yet.
     *
     * @param held what the shared answers of all upstreams may keep in memory
     */
    public Coalescing(CoalescingRecorder recorder, HeldBytes held) {
        this.recorder = recorder;
        this.held = held;
    }

    /**
     * The stage of a route whose calls may be shared, on one event loop. Sees to its unsafe requests as {@link #writes} does.
     *
     * @param rules the same on all event loops, and no other route's
     * @param loop runs tasks on that event loop, in order
     */
    public Stage stage(Stage next, CoalescingRules rules, Executor loop) {
        return new CoalescingStage(next, this, new Fingerprint(rules.key(), rules.ignored()), rules, loop);
    }

    /** The stage of a route whose calls are not shared, but may change what the shared ones read. */
    public Stage writes(Stage next) {
        return new WriteStage(next, this);
    }

    /** The call that another one may join; null where there was none, and from now on there is this one. */
    @Nullable
    OpenCall offer(OpenCall call) {
        return open.putIfAbsent(call);
    }

    /** Takes a call out that nobody may join any more. */
    void forget(OpenCall call) {
        open.remove(call);
    }

    /** Closes all that is open to those who come from now on: they shall read what was written. */
    void written() {
        writes.incrementAndGet();
    }

    /** Changes with each write. */
    int epoch() {
        return writes.get();
    }

    CoalescingRecorder recorder() {
        return recorder;
    }

    HeldBytes held() {
        return held;
    }

    /** How many calls are open to others. */
    int openCalls() {
        return open.size();
    }
}
