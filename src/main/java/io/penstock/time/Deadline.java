package io.penstock.time;

import org.jspecify.annotations.Nullable;

/**
 * A moment at which something happens unless it is withdrawn before. Reusable: it may be armed again after it fired or
 * was cancelled, which costs no allocation. Confined to the event loop of its wheel.
 */
public final class Deadline {

    final DeadlineWheel wheel;
    private final Runnable action;
    long dueNanos;

    @Nullable
    Deadline previous;

    @Nullable
    Deadline next;

    int slot = -1;

    Deadline(DeadlineWheel wheel, Runnable action) {
        this.wheel = wheel;
        this.action = action;
    }

    /** Lets it happen after the delay, not before; replaces an earlier arming. */
    public void armIn(long delayNanos) {
        cancel();
        dueNanos = wheel.ticker().nanos() + Math.max(0, delayNanos);
        wheel.insert(this);
    }

    /** Withdraws it; does nothing where it is not armed. */
    public void cancel() {
        if (slot >= 0) {
            wheel.remove(this);
        }
    }

    /** Whether it is still to come. */
    public boolean armed() {
        return slot >= 0;
    }

    void fire() {
        action.run();
    }
}
