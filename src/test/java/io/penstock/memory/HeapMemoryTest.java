package io.penstock.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.Heap;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class HeapMemoryTest {

    private static final int SIZE = 64 << 20;

    private final HeapMemory memory = new HeapMemory();

    @Test
    void read_afterACollection_tellsWhatItLeft() {
        Heap.collect();
        MemoryReading before = Objects.requireNonNull(memory.read());

        byte[] kept = new byte[SIZE];
        Heap.collect();
        MemoryReading after = Objects.requireNonNull(memory.read());

        assertThat(after.usedBytes() - before.usedBytes()).isGreaterThan(SIZE / 2);
        assertThat(after.maxBytes())
                .isEqualTo(before.maxBytes())
                .isLessThanOrEqualTo(Runtime.getRuntime().maxMemory());
        assertThat(kept).hasSize(SIZE);
    }

    @Test
    void read_withoutACollectionSinceTheLast_tellsNothing() {
        Heap.collect();
        memory.read();

        assertThat(memory.read()).isNull();
    }
}
