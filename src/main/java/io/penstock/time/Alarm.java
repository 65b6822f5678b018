package io.penstock.time;

/** What wakes a {@link DeadlineWheel}: a timer of its event loop, or a test. */
public interface Alarm {

    /** Asks for one call of {@link DeadlineWheel#advance()} after the delay; replaces what was asked for before. */
    void set(long delayMillis);
}
