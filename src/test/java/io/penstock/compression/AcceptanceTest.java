package io.penstock.compression;

import static io.penstock.config.CompressionConfig.Coding.BR;
import static io.penstock.config.CompressionConfig.Coding.DEFLATE;
import static io.penstock.config.CompressionConfig.Coding.GZIP;
import static io.penstock.config.CompressionConfig.Coding.ZSTD;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.CompressionConfig.Coding;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AcceptanceTest {

    private static final List<Coding> ALL = List.of(ZSTD, BR, GZIP, DEFLATE);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gzip                                | GZIP",
                "gzip, deflate, br, zstd             | ZSTD",
                "gzip, deflate, br                   | BR",
                "deflate                             | DEFLATE",
                "x-gzip                              | GZIP",
                "GZip;Q=0.5                          | GZIP",
                "br;q=0.9, gzip;q=1.0                | GZIP",
                "zstd;q=0.001                        | ZSTD",
                "*                                   | ZSTD",
                "*;q=0.5, br                         | BR",
                "zstd;q=0, br;q=0, *;q=0.1           | GZIP",
                "gzip;q=0.5, identity;q=0.5          | GZIP",
                "gzip , , ;q=1, br ; q=1             | BR",
                "snappy, gzip;q=0.2                  | GZIP"
            })
    void of_takesWhatTheCallerLikesBest(String field, Coding expected) {
        assertThat(Acceptance.of(field, ALL).coding()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ",",
                "identity",
                "snappy",
                "gzip;q=0",
                "gzip;q=0.000",
                "gzip;q=0.5, identity",
                "gzip;q=2",
                "gzip;q=1.001",
                "gzip;q=0.1234",
                "gzip;q=-1",
                "gzip;q=",
                "gzip;level=9",
                "gzip;q=0x1",
                "*;q=0"
            })
    void of_thatLeavesNoCoding_takesNone(String field) {
        assertThat(Acceptance.of(field, ALL).coding()).isNull();
    }

    @Test
    void of_takesWhatIsOfferedFirst_amongEquals() {
        assertThat(Acceptance.of("zstd, br, gzip", List.of(GZIP, ZSTD)).coding())
                .isEqualTo(GZIP);
    }

    @Test
    void of_whatIsNotOffered_takesTheNextBest() {
        assertThat(Acceptance.of("br, gzip;q=0.1", List.of(GZIP)).coding()).isEqualTo(GZIP);
        assertThat(Acceptance.of("br", List.of(GZIP)).coding()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gzip, identity;q=0       | true",
                "gzip, *;q=0              | true",
                "*;q=0, identity;q=0.1    | false",
                "gzip                     | false",
                "gzip, identity;q=0.001   | false",
                "*;q=0.5                  | false"
            })
    void identityRefused_onlyWhereItIsSaid(String field, boolean refused) {
        assertThat(Acceptance.of(field, ALL).identityRefused()).isEqualTo(refused);
    }
}
