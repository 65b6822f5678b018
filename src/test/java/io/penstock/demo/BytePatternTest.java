package io.penstock.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class BytePatternTest {

    private final BytePattern pattern = new BytePattern();

    @Property(tries = 200)
    void slice_anywhere_isThePattern(
            @ForAll @LongRange(max = 1L << 40) long offset, @ForAll @IntRange(max = 200) int length) {
        byte[] slice = pattern.slice(offset, length).getBytes();

        assertThat(slice).hasSize(length);
        for (int i = 0; i < length; i++) {
            assertThat(slice[i]).isEqualTo(BytePattern.at(offset + i));
        }
        assertThat(BytePattern.mismatch(offset, slice)).isEqualTo(-1);
    }

    @Property(tries = 200)
    void mismatch_oneByteChanged_isFound(
            @ForAll @LongRange(max = 1L << 40) long offset, @ForAll @IntRange(max = BytePattern.MAX_SLICE - 1) int at) {
        byte[] chunk = pattern.slice(offset, BytePattern.MAX_SLICE).getBytes();
        chunk[at] ^= 1;

        assertThat(BytePattern.mismatch(offset, chunk)).isEqualTo(at);
    }

    @Test
    void mismatch_chunkLongerThanThePeriod_isComparedWhole() {
        byte[] chunk = Arrays.copyOf(pattern.slice(0, BytePattern.MAX_SLICE).getBytes(), BytePattern.MAX_SLICE + 1);
        chunk[BytePattern.MAX_SLICE] = (byte) ~BytePattern.at(0);

        assertThat(BytePattern.mismatch(0, chunk)).isEqualTo(BytePattern.MAX_SLICE);
    }

    @Test
    void slice_tooLong_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> pattern.slice(0, BytePattern.MAX_SLICE + 1))
                .withMessage("65522 bytes (expected: at most 65521)");
    }
}
