package io.penstock.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.AdaptiveByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class DirectMemoryTest {

    private static final int SIZE = 1 << 20;
    private static final int MAX = 1 << 30;

    private final PooledByteBufAllocator allocator = new PooledByteBufAllocator(true);
    private final DirectMemory memory = new DirectMemory(allocator, MAX);

    @Test
    void read_countsWhatBuffersHold_notTheChunksBehindThem() {
        // Keeps the chunk, so that it stays reserved.
        ByteBuf other = allocator.directBuffer(SIZE);
        long before = used();

        ByteBuf buffer = allocator.directBuffer(SIZE);
        long held = used();
        buffer.release();

        assertThat(held - before).isBetween((long) SIZE, SIZE * 5L / 4);
        assertThat(used()).isEqualTo(before);
        assertThat(allocator.metric().usedDirectMemory()).as("reserved").isGreaterThan(2 * SIZE);
        other.release();
    }

    @Test
    void read_ofAnAllocatorThatDoesNotTell_isNothing() {
        assertThat(new DirectMemory(new AdaptiveByteBufAllocator(true), MAX).read())
                .isNull();
    }

    private long used() {
        return Objects.requireNonNull(memory.read()).usedBytes();
    }
}
