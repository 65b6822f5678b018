package io.penstock.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangeTest {

    @ParameterizedTest
    @CsvSource({
        "bytes=0-0, 0, 1",
        "bytes=2-4, 2, 5",
        "bytes=2-, 2, 10",
        "bytes=2-99, 2, 10",
        "bytes=-3, 7, 10",
        "bytes=-99, 0, 10",
        "bytes=10-, 10, 10",
        "bytes=-0, 10, 10",
    })
    void parse_singleRange_isWithinTheBody(String field, long start, long end) {
        assertThat(ByteRange.parse(field, 10)).isEqualTo(new ByteRange(start, end));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"items=0-1", "bytes=4-2", "bytes=0-1,3-4", "bytes=a-b", "bytes=-", "bytes=", "bytes=1", "0-1"})
    void parse_notUnderstood_isNoRange(String field) {
        assertThat(ByteRange.parse(field, 10)).isNull();
    }

    @Test
    void parse_numberBeyondALong_isNoRange() {
        assertThat(ByteRange.parse("bytes=0-99999999999999999999", 10)).isNull();
    }
}
