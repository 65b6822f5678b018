package io.penstock.pool;

import io.penstock.error.NetworkException;
import io.penstock.error.PenstockException;
import io.penstock.error.Problem;
import io.penstock.time.Deadline;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Opens a shard's connections, and decides when. Confined to the shard's event loop.
 *
 * <p>While the upstream answers, a dial starts for each call that waits, as far as there are permits. After a failure one
 * dial at a time is made, after a pause drawn from 0 to a bound that doubles with each failure (full jitter): up to
 * {@code reconnect.maxDelay}, but no more than a second while calls wait, so that they see the upstream's return within
 * one. A dial that hangs, as towards a black hole, gets a companion each second that shares its permit; whichever connects
 * first stays.
 */
final class Dialer {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    /** A companion ends before the next one is due. */
    private static final long COMPANION_NANOS = TimeUnit.MILLISECONDS.toNanos(950);

    /** Enough to reach any longest pause by doubling. */
    private static final int MOST_FAILURES = 30;

    private final Shard shard;
    private final Connector connector;
    private final UpstreamPool pool;
    private final Ledger ledger;
    private final Deadline pause;
    private final List<Dial> dials = new ArrayList<>();
    private int failures;
    private int cutShort;
    private long nextDialNanos;
    private volatile @Nullable PenstockException lastFailure;
    private boolean closed;

    Dialer(Shard shard, Connector connector, UpstreamPool pool) {
        this.shard = shard;
        this.connector = connector;
        this.pool = pool;
        this.ledger = pool.ledger();
        this.pause = shard.wheel().deadline(this::dialIfWanted);
    }

    /** Why the last dial failed, or null where it did not. */
    @Nullable
    PenstockException lastFailure() {
        return lastFailure;
    }

    /** Starts what dials are wanted and allowed now; true where it started any. */
    boolean dialIfWanted() {
        if (closed) {
            return false;
        }
        if (failures > 0) {
            return redial();
        }
        boolean started = false;
        // A dial may fail at once: then it is the pause that decides when the next one starts.
        while (failures == 0 && !hanging() && ledger.startDial()) {
            begin(null);
            started = true;
        }
        return started;
    }

    /** Starts this loop's share of the dials that the floor asks for. */
    void dialFloor(int share) {
        for (int i = 0; i < share && !closed && failures == 0 && ledger.startDial(); i++) {
            begin(null);
        }
    }

    /** Notes that a connection served a request to its end. */
    void proven() {
        cutShort = 0;
    }

    /**
     * Notes that the other side closed a connection before it served anything. One that does so at once is as good as
     * down: without a growing pause it would be dialed in a tight loop.
     */
    void cutShort(long ageNanos) {
        if (ageNanos < SECOND) {
            cutShort = Math.min(cutShort + 1, MOST_FAILURES);
            failures = Math.max(failures, cutShort);
            backOff(new NetworkException(
                    Problem.CONNECTION_LOST, pool.name() + " closed the connection as soon as it was open", true));
        }
    }

    /**
     * Opens a connection in place of one that is about to retire, and tells whether it was opened; false where there is no
     * permit for it, or the pause after a failure is not over.
     */
    boolean replace(Consumer<Boolean> onEnd) {
        boolean pausing = failures > 0
                && (!dials.isEmpty() || nextDialNanos - shard.wheel().ticker().nanos() > 0);
        if (closed || pausing || !ledger.startReplacement()) {
            return false;
        }
        begin(onEnd);
        return true;
    }

    private boolean redial() {
        if (!dials.isEmpty() || !ledger.wanting()) {
            return false;
        }
        long now = shard.wheel().ticker().nanos();
        long left = nextDialNanos - now;
        if (left > 0) {
            if (ledger.waiting() > 0 && left > pool.waitedForCapNanos()) {
                left = pool.drawPauseNanos(failures, true);
                nextDialNanos = now + left;
            } else if (pause.armed()) {
                return false;
            }
            pause.armIn(left);
            return false;
        }
        if (!ledger.startDial()) {
            return false;
        }
        begin(null);
        return true;
    }

    private boolean hanging() {
        return !dials.isEmpty() && dials.get(0).hung;
    }

    private void begin(@Nullable Consumer<Boolean> onEnd) {
        Dial dial = new Dial(onEnd);
        dials.add(dial);
        dial.start();
    }

    private void succeeded(Dial dial, Link link) {
        dials.remove(dial);
        ledger.dialed();
        boolean restored = failures > 0;
        failures = 0;
        lastFailure = null;
        pause.cancel();
        long nanos = shard.wheel().ticker().nanos() - dial.startedNanos;
        pool.recorder().dialed(nanos);
        pool.events().opened(pool.name(), nanos, restored);
        shard.opened(link);
        if (dial.onEnd != null) {
            dial.onEnd.accept(true);
        }
    }

    private void failed(Dial dial, PenstockException failure) {
        dials.remove(dial);
        ledger.dialFailed();
        if (closed) {
            return;
        }
        if (dials.isEmpty() || failures == 0) {
            failures = Math.min(failures + 1, MOST_FAILURES);
        }
        pool.recorder().dialFailed(failure.problem().slug());
        backOff(failure);
        if (dial.onEnd != null) {
            dial.onEnd.accept(false);
        }
    }

    private void backOff(PenstockException failure) {
        lastFailure = failure;
        refuseHopeless(failure);
        long now = shard.wheel().ticker().nanos();
        long delay = pool.drawPauseNanos(failures, ledger.waiting() > 0);
        nextDialNanos = now + delay;
        pool.events().reconnecting(pool.name(), failure, failures, delay);
        if (ledger.wanting() && dials.isEmpty()) {
            pause.armIn(delay);
        }
    }

    /** Answers the calls that have waited out failing dials for long enough. */
    private void refuseHopeless(PenstockException failure) {
        long now = shard.wheel().ticker().nanos();
        boolean beyondHope = failure.problem() == Problem.TLS_FAILURE || failure.problem() == Problem.DNS_FAILURE;
        for (Waiter waiter : ledger.takeHopeless(now - pool.patienceNanos(), beyondHope)) {
            if (waiter.shard == shard) {
                waiter.refuse(failure);
            } else {
                waiter.shard.execute(() -> waiter.refuse(failure));
            }
        }
    }

    void close() {
        closed = true;
        pause.cancel();
        for (Dial dial : List.copyOf(dials)) {
            dial.abandon();
        }
        connector.close();
    }

    /** One permit's way to a connection: a connect, and beside it, where that hangs, one more each second. */
    private final class Dial {

        private final long startedNanos = shard.wheel().ticker().nanos();
        private final Deadline hang = shard.wheel().deadline(this::hangs);
        private final @Nullable Consumer<Boolean> onEnd;
        private boolean first;
        private boolean companion;
        private boolean hung;
        private boolean done;

        Dial(@Nullable Consumer<Boolean> onEnd) {
            this.onEnd = onEnd;
        }

        void start() {
            hang.armIn(SECOND);
            first = true;
            fly(pool.connectNanos(), false);
        }

        private void hangs() {
            hung = true;
            if (lastFailure != null) {
                refuseHopeless(lastFailure);
            }
            if (first && !companion && ledger.waiting() > 0 && dials.get(0) == this) {
                companion = true;
                fly(Math.min(COMPANION_NANOS, pool.connectNanos()), true);
            }
            hang.armIn(SECOND);
        }

        private void fly(long timeLimitNanos, boolean asCompanion) {
            connector.connect(timeLimitNanos, new Connector.Result() {
                @Override
                public void opened(Link link) {
                    landed(asCompanion);
                    if (done) {
                        link.close();
                    } else {
                        finish();
                        succeeded(Dial.this, link);
                    }
                }

                @Override
                public void failed(PenstockException failure) {
                    landed(asCompanion);
                    if (!done && !first && !companion) {
                        finish();
                        Dialer.this.failed(Dial.this, failure);
                    }
                }
            });
        }

        private void landed(boolean asCompanion) {
            if (asCompanion) {
                companion = false;
            } else {
                first = false;
            }
        }

        private void finish() {
            done = true;
            hang.cancel();
        }

        void abandon() {
            if (!done) {
                finish();
                dials.remove(this);
                ledger.dialFailed();
            }
        }
    }
}
