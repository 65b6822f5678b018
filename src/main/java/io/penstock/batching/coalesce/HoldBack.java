package io.penstock.batching.coalesce;

import io.penstock.time.Deadline;
import io.penstock.time.DeadlineWheel;
import io.penstock.time.Ticker;

/** The time for which some readers of a body hold back the others, summed over the body. Confined to one event loop. */
final class HoldBack {

    private final Ticker ticker;
    private final Deadline deadline;
    private long leftNanos;
    private long sinceNanos;

    /**
     * None so far.
     *
     * @param most how long it may be
     * @param onPassed what happens then, each time that it goes on after
     */
    HoldBack(DeadlineWheel wheel, long most, Runnable onPassed) {
        this.ticker = wheel.ticker();
        this.deadline = wheel.deadline(onPassed);
        this.leftNanos = most;
    }

    /** Says whether somebody holds the others back now. */
    void now(boolean heldBack) {
        if (heldBack && !deadline.armed()) {
            sinceNanos = ticker.nanos();
            deadline.armIn(leftNanos);
        } else if (!heldBack && deadline.armed()) {
            deadline.cancel();
            leftNanos = Math.max(0, leftNanos - (ticker.nanos() - sinceNanos));
        }
    }

    /** Notes that it has taken as long as it may. */
    void passed() {
        leftNanos = 0;
    }
}
