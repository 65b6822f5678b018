package io.penstock.memory;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.internal.PlatformDependent;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of direct memory that buffers hold. Chunks that an allocator keeps for later buffers do not count: they are
 * free to be used, and an allocator that is idle keeps them for ever.
 */
final class DirectMemory implements MemorySource {

    private final @Nullable PooledByteBufAllocator pooled;
    private final long maxBytes;

    /**
     * The memory of an allocator, and of what is allocated without a pool.
     *
     * @param allocator where it is not a {@link PooledByteBufAllocator} nothing is ever known: others do not tell what is in
     *     use
     * @param maxBytes what there is
     */
    DirectMemory(ByteBufAllocator allocator, long maxBytes) {
        this.pooled = allocator instanceof PooledByteBufAllocator telling ? telling : null;
        this.maxBytes = maxBytes;
    }

    /** The memory of the allocator that all connections use, up to the bound that Netty keeps to. */
    static DirectMemory ofProcess() {
        return ofProcess(PlatformDependent.maxDirectMemory());
    }

    /** The same up to another bound. */
    static DirectMemory ofProcess(long maxBytes) {
        return new DirectMemory(ByteBufAllocator.DEFAULT, maxBytes);
    }

    @Override
    public @Nullable MemoryReading read() {
        if (pooled == null) {
            return null;
        }
        long unpooled = UnpooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
        return new MemoryReading(pooled.pinnedDirectMemory() + unpooled, maxBytes);
    }
}
