package io.penstock.memory;

import io.penstock.exchange.MemoryPressure.Level;
import org.jspecify.annotations.Nullable;

/**
 * A look at the memory guard.
 *
 * @param level the higher of the levels of both kinds of memory
 * @param heap what the last collection left on the heap; null where there was none yet
 * @param direct the direct memory in use; null where it is not known yet, or the allocator does not tell
 */
public record MemoryStatus(
        Level level, @Nullable Area heap, @Nullable Area direct) {

    /**
     * A kind of memory.
     *
     * @param level its own level
     * @param usedBytes what is in use
     * @param maxBytes what there is
     * @param ageMillis how long ago that was read
     */
    public record Area(Level level, long usedBytes, long maxBytes, long ageMillis) {}
}
