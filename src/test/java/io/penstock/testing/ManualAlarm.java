package io.penstock.testing;

import io.penstock.time.Alarm;
import io.penstock.time.Ticker;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** An alarm that only remembers what was asked for. Confined to the test's thread. */
public final class ManualAlarm implements Alarm {

    private final Ticker ticker;
    private OptionalLong delayMillis = OptionalLong.empty();
    private long dueNanos;
    private int settings;

    /** An alarm that measures by the clock. */
    public ManualAlarm(Ticker ticker) {
        this.ticker = ticker;
    }

    @Override
    public void set(long newDelayMillis) {
        delayMillis = OptionalLong.of(newDelayMillis);
        dueNanos = ticker.nanos() + TimeUnit.MILLISECONDS.toNanos(newDelayMillis);
        settings++;
    }

    /** The delay asked for last, unless it was {@linkplain #ring taken}. */
    public OptionalLong delayMillis() {
        return delayMillis;
    }

    /** How long it is until the alarm is due, negative where it should have rung before; only where one is set. */
    public long nanosLeft() {
        return dueNanos - ticker.nanos();
    }

    /** How often a delay was asked for. */
    public int settings() {
        return settings;
    }

    /** Forgets what was asked for, as a timer does when it goes off, and says whether there was anything. */
    public boolean ring() {
        boolean set = delayMillis.isPresent();
        delayMillis = OptionalLong.empty();
        return set;
    }
}
