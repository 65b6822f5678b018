package io.penstock.pool;

import io.penstock.error.OverloadedException;
import io.penstock.error.PenstockException;
import io.penstock.error.Problem;
import io.penstock.time.DeadlineWheel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An event loop's calls in the upstream's one queue: how they join it, stay in it and leave it. Confined to the loop. The
 * queue itself is in the {@link Ledger}.
 */
final class CallQueue {

    private static final long RETRY_AFTER_MILLIS = 1_000;

    private final Shard shard;
    private final UpstreamPool pool;
    private final Ledger ledger;
    private final DeadlineWheel wheel;

    CallQueue(Shard shard, UpstreamPool pool, DeadlineWheel wheel) {
        this.shard = shard;
        this.pool = pool;
        this.ledger = pool.ledger();
        this.wheel = wheel;
    }

    /** Lets a call wait that could not be served at once; null where its taker was called. */
    @Nullable
    Waiter join(boolean fresh, long maxWaitNanos, Waiter.Taker taker) {
        Waiter waiter = begin(fresh, taker);
        int ahead = waiter.scope == null ? -1 : ledger.ahead(waiter);
        PenstockException hopeless = ahead < 0 ? null : taker.hopeless(ahead);
        if (hopeless != null) {
            taker.refused(hopeless);
            return null;
        }
        if (maxWaitNanos <= 0) {
            taker.refused(refusal(Problem.POOL_TIMEOUT, "no connection is free and the call allows no wait"));
            return null;
        }
        Ledger.Place place = ledger.offer(waiter);
        if (place == Ledger.Place.NOWHERE) {
            taker.refused(full());
            return null;
        }
        pool.noteQueue(waiter.sinceNanos);
        waiter.timeout = wheel.schedule(maxWaitNanos, () -> timedOut(waiter));
        if (place == Ledger.Place.QUEUE) {
            shard.serve();
            if (!waiter.done()) {
                shard.findSupply(fresh);
            }
        }
        return waiter.done() ? null : waiter;
    }

    private Waiter begin(boolean fresh, Waiter.Taker taker) {
        long now = wheel.ticker().nanos();
        FairShares shares = pool.shares();
        long begin = shares == null ? now : shares.begin(taker.consumer());
        return new Waiter(shard, taker, fresh, now, begin, ledger.number());
    }

    /**
     * Keeps the place of a call whose permit was refused. It asks again when the wait is over and its turn has come.
     *
     * @param before its place so far; null where it had been served at once
     * @param waitNanos when it is worth asking again
     * @param maxWaitNanos the longest wait that is left
     * @return its place from now on; null where its taker was called
     */
    @Nullable
    Waiter hold(@Nullable Waiter before, boolean fresh, long waitNanos, long maxWaitNanos, Waiter.Taker taker) {
        Waiter waiter = before != null ? before.again() : begin(fresh, taker);
        Object scope = Objects.requireNonNull(waiter.scope, "a call that is held back has a scope");
        HeldLine line = ledger.hold(waiter, scope, before);
        if (line == null) {
            taker.refused(full());
            return null;
        }
        pool.noteQueue(waiter.sinceNanos);
        waiter.timeout = wheel.schedule(maxWaitNanos, () -> timedOut(waiter));
        wheel.schedule(waitNanos, () -> {
            if (ledger.ask(line)) {
                shard.supply();
            }
        });
        return waiter;
    }

    /** Notes that a call needs no other lease, whatever becomes of it: the next of its scope may ask. */
    void served(Waiter waiter) {
        if (waiter.scope != null && ledger.asked(waiter)) {
            shard.supply();
        }
    }

    /** Lets the next of a scope ask, since what held it back may be over. */
    void freed(Object scope) {
        if (ledger.queued() > 0 && ledger.askOf(scope)) {
            shard.supply();
        }
    }

    /** Ends the waits of this loop's calls for which their gate has shut. */
    void refuseShut() {
        for (Waiter waiter : ledger.waitingOf(shard)) {
            PenstockException reason = waiter.done() ? null : waiter.taker().shut();
            if (reason != null && ledger.remove(waiter) != Ledger.Place.NOWHERE) {
                waiter.refuse(reason);
                served(waiter);
            }
        }
    }

    /** Gives up a place; the taker hears no more. */
    void leave(Waiter waiter) {
        ledger.remove(waiter);
        waiter.finish();
        served(waiter);
    }

    private void timedOut(Waiter waiter) {
        Ledger.Place place = ledger.remove(waiter);
        if (place == Ledger.Place.NOWHERE) {
            return;
        }
        waiter.refuse(place == Ledger.Place.HELD ? heldBackTooLong(waiter.taker()) : tooLate());
        served(waiter);
    }

    private PenstockException heldBackTooLong(Waiter.Taker taker) {
        PenstockException hopeless = taker.hopeless(0);
        // Its permit may have come due in the moment in which its time ended.
        return hopeless != null
                ? hopeless
                : refusal(Problem.RATE_LIMITED, pool.name() + " could not be sent this request in time");
    }

    private PenstockException tooLate() {
        PenstockException lastFailure = shard.dialer().lastFailure();
        return lastFailure != null && ledger.figures().open() == 0
                ? lastFailure
                : refusal(Problem.POOL_TIMEOUT, "no connection to " + pool.name() + " became free in time");
    }

    private OverloadedException full() {
        return refusal(Problem.POOL_QUEUE_FULL, ledger.queued() + " calls wait for " + pool.name());
    }

    private OverloadedException refusal(Problem problem, String detail) {
        pool.recorder().waitRefused(problem.slug());
        return new OverloadedException(problem, detail, RETRY_AFTER_MILLIS);
    }
}
