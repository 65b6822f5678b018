package io.penstock.time;

import org.jspecify.annotations.Nullable;

/**
 * A moment at which something happens unless it is withdrawn before. Reusable: it may be armed again after it fired or
 * was cancelled, which costs no allocation. Confined to the event loop of its wheel.
 */
public final class Deadline {

    static final long NOT_ARMED = -1;

    private final DeadlineWheel wheel;
    private final Runnable action;

    @Nullable
    Deadline previous;

    @Nullable
    Deadline next;

    /** The tick of the wheel at which it happens. */
    long tick = NOT_ARMED;

    Deadline(DeadlineWheel wheel, Runnable action) {
        this.wheel = wheel;
        this.action = action;
    }

    /** Lets it happen after the delay, not before; replaces an earlier arming. {@link Long#MAX_VALUE} stands for never. */
    public void armIn(long delayNanos) {
        armFrom(wheel.ticker().nanos(), delayNanos);
    }

    /** The same for a delay that began at a moment of the wheel's clock; saves a look at it where the moment is known. */
    public void armFrom(long startNanos, long delayNanos) {
        cancel();
        wheel.insert(this, startNanos, delayNanos);
    }

    /** Withdraws it; does nothing where it is not armed. */
    public void cancel() {
        if (armed()) {
            wheel.remove(this);
        }
    }

    /** Whether it is still to come. */
    public boolean armed() {
        return tick != NOT_ARMED;
    }

    void fire() {
        action.run();
    }
}
