package io.penstock.time;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The deadlines of one event loop, to a resolution of 10 ms. Confined to that loop.
 *
 * <p>A hashed wheel: 512 slots of 10 ms, each a doubly linked list of the deadlines due in it or in a later round. Arming
 * and cancelling are a handful of field writes. One alarm is set, for the first slot that is not empty, and moved only
 * when an earlier deadline comes: under load, where deadlines are armed and cancelled by the thousand and almost none is
 * met, it rings a few times a second and no timer is made for an exchange. An alarm that is set stays set when the wheel
 * gets empty, since the next deadline is likely to come before it; what rings for an empty wheel is not set again.
 */
public final class DeadlineWheel {

    private static final Logger LOG = LoggerFactory.getLogger(DeadlineWheel.class);
    private static final int SLOTS = 512;
    private static final long NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long SLOT_NANOS = 10 * NANOS_PER_MILLI;
    // 146 years: far enough to be never, near enough not to overflow when it is added to a clock's value.
    private static final long MAX_DELAY_NANOS = Long.MAX_VALUE / 2;

    private final Ticker ticker;
    private final Alarm alarm;
    private final @Nullable Deadline[] slots = new Deadline[SLOTS];
    private final long originNanos;
    private long currentTick;
    private long alarmTick = Long.MAX_VALUE;
    private int armed;

    /** An empty wheel; {@code alarm} must lead to {@link #advance()} on the loop that owns the wheel. */
    public DeadlineWheel(Ticker ticker, Alarm alarm) {
        this.ticker = ticker;
        this.alarm = alarm;
        this.originNanos = ticker.nanos();
    }

    /** The clock that the deadlines are measured by. */
    public Ticker ticker() {
        return ticker;
    }

    /** A deadline that is not armed yet. */
    public Deadline deadline(Runnable action) {
        return new Deadline(this, action);
    }

    /** A deadline armed to happen once after the delay. */
    public Deadline schedule(long delayNanos, Runnable action) {
        Deadline deadline = new Deadline(this, action);
        deadline.armIn(delayNanos);
        return deadline;
    }

    /** How many deadlines are still to come. */
    public int armed() {
        return armed;
    }

    /** Fires what is due. Called by the alarm, and by tests after they moved the clock. */
    public void advance() {
        alarmTick = Long.MAX_VALUE;
        long nowTick = tickAt(ticker.nanos());
        long first = Math.max(currentTick, nowTick - SLOTS + 1);
        currentTick = nowTick;
        try {
            for (long tick = first; tick <= nowTick; tick++) {
                fireSlot((int) (tick & (SLOTS - 1)));
            }
        } finally {
            setAlarm();
        }
    }

    void insert(Deadline deadline, long startNanos, long delayNanos) {
        long tick = dueTick(startNanos, delayNanos);
        int slot = (int) (tick & (SLOTS - 1));
        Deadline head = slots[slot];
        deadline.tick = tick;
        deadline.previous = null;
        deadline.next = head;
        if (head != null) {
            head.previous = deadline;
        }
        slots[slot] = deadline;
        armed++;
        if (tick < alarmTick) {
            ring(tick);
        }
    }

    void remove(Deadline deadline) {
        Deadline previous = deadline.previous;
        Deadline next = deadline.next;
        if (previous == null) {
            slots[(int) (deadline.tick & (SLOTS - 1))] = next;
        } else {
            previous.next = next;
        }
        if (next != null) {
            next.previous = previous;
        }
        deadline.previous = null;
        deadline.next = null;
        deadline.tick = Deadline.NOT_ARMED;
        armed--;
    }

    private void fireSlot(int slot) {
        Deadline deadline = slots[slot];
        while (deadline != null) {
            if (deadline.tick <= currentTick) {
                remove(deadline);
                fire(deadline);
                // What fired may have armed or cancelled anything in this slot: start over.
                deadline = slots[slot];
            } else {
                deadline = deadline.next;
            }
        }
    }

    private static void fire(Deadline deadline) {
        try {
            deadline.fire();
        } catch (RuntimeException e) {
            LOG.error("a deadline's action failed; the other deadlines are not affected", e);
        }
    }

    private void setAlarm() {
        if (armed == 0) {
            return;
        }
        for (long tick = currentTick + 1; tick < currentTick + SLOTS; tick++) {
            if (slots[(int) (tick & (SLOTS - 1))] != null) {
                if (tick < alarmTick) {
                    ring(tick);
                }
                return;
            }
        }
        ring(currentTick + SLOTS);
    }

    private void ring(long tick) {
        alarmTick = tick;
        long delayNanos = originNanos + tick * SLOT_NANOS - ticker.nanos();
        // Rounded up: an alarm that rings before the slot begins would only have to be set again.
        alarm.set(Math.max(0, TimeUnit.NANOSECONDS.toMillis(delayNanos + NANOS_PER_MILLI - 1)));
    }

    private long tickAt(long nanos) {
        return (nanos - originNanos) / SLOT_NANOS;
    }

    /** The first tick that is not before the end of the delay, and is still to be served. */
    private long dueTick(long startNanos, long delayNanos) {
        long dueNanos = startNanos + Math.min(Math.max(0, delayNanos), MAX_DELAY_NANOS);
        return Math.max(currentTick + 1, tickAt(dueNanos + SLOT_NANOS - 1));
    }
}
