package io.penstock.memory;

import io.penstock.config.MemoryConfig;
import io.penstock.exchange.MemoryPressure.Level;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One kind of memory with its level. Fed by one event loop, looked at by any thread. */
final class WatchedMemory {

    private final PressureLevels levels;
    private volatile @Nullable Reading last;
    private volatile Level level = Level.NORMAL;

    WatchedMemory(MemoryConfig config) {
        this.levels = new PressureLevels(config.elevated(), config.high(), config.critical());
    }

    /** Takes what was read; null where nothing new is known. */
    void update(@Nullable MemoryReading reading, long nowNanos) {
        if (reading == null) {
            levels.age(nowNanos);
        } else {
            levels.read(reading.share(), nowNanos);
            last = new Reading(reading, nowNanos);
        }
        level = levels.level();
    }

    Level level() {
        return level;
    }

    /** The share in use as it was last read; NaN where it never was. */
    double share() {
        Reading known = last;
        return known == null ? Double.NaN : known.memory().share();
    }

    /** What was last read, in words. */
    String describe() {
        Reading known = last;
        return known == null ? "not known" : known.memory().describe();
    }

    MemoryStatus.@Nullable Area status(long nowNanos) {
        Reading known = last;
        if (known == null) {
            return null;
        }
        long age = TimeUnit.NANOSECONDS.toMillis(nowNanos - known.atNanos());
        return new MemoryStatus.Area(
                level, known.memory().usedBytes(), known.memory().maxBytes(), age);
    }

    private record Reading(MemoryReading memory, long atNanos) {}
}
