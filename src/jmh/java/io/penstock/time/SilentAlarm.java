package io.penstock.time;

/** An alarm that never rings: nothing in a benchmark lasts until a deadline. */
public final class SilentAlarm implements Alarm {

    @Override
    public void set(long delayMillis) {
        // See the class.
    }

    @Override
    public void clear() {
        // See the class.
    }
}
