package io.penstock.testing;

import io.penstock.time.Alarm;
import java.util.OptionalLong;

/** An alarm that only remembers what was asked for. Confined to the test's thread. */
public final class ManualAlarm implements Alarm {

    private OptionalLong delayMillis = OptionalLong.empty();
    private int settings;

    @Override
    public void set(long newDelayMillis) {
        delayMillis = OptionalLong.of(newDelayMillis);
        settings++;
    }

    @Override
    public void clear() {
        delayMillis = OptionalLong.empty();
    }

    /** The delay asked for last, unless it was withdrawn or {@linkplain #ring taken}. */
    public OptionalLong delayMillis() {
        return delayMillis;
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
