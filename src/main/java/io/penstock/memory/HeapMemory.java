package io.penstock.memory;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a collection left on the heap: in the pools whose objects have survived, since what is in the others, or was made
 * since, may be garbage. A generation that is full of garbage is not short of memory, it is about to be collected.
 *
 * <p>A collection is noticed by the number of bytes that it left. Collectors count collections of a young generation
 * along with others, so that their counts do not tell whether this figure is a new one.
 */
final class HeapMemory implements MemorySource {

    private @Nullable List<MemoryPoolMXBean> pools;
    private long lastUsed;

    @Override
    public @Nullable MemoryReading read() {
        long used = 0;
        long max = 0;
        for (MemoryPoolMXBean pool : pools()) {
            MemoryUsage left = pool.getCollectionUsage();
            used += left.getUsed();
            max += Math.max(0, left.getMax());
        }
        if (used == lastUsed) {
            return null;
        }
        lastUsed = used;
        // Generations without a bound of their own may each grow to the whole heap.
        long most = Runtime.getRuntime().maxMemory();
        return new MemoryReading(used, max > 0 ? Math.min(max, most) : most);
    }

    private List<MemoryPoolMXBean> pools() {
        List<MemoryPoolMXBean> known = pools;
        if (known == null) {
            // Not before the first reading: the beans take a while to load.
            known = ManagementFactory.getMemoryPoolMXBeans().stream()
                    .filter(pool -> pool.getType() == MemoryType.HEAP)
                    // Where objects are made, there is no such threshold.
                    .filter(MemoryPoolMXBean::isUsageThresholdSupported)
                    .filter(pool -> pool.getCollectionUsage() != null)
                    .toList();
            pools = known;
        }
        return known;
    }
}
