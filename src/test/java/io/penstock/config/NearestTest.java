package io.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
    private static final List<String> KEYS = List.of("size", "minIdle", "maxAge", "maxWait", "maxWaiting", "ping");

    @ParameterizedTest
    @CsvSource({
        "siez, size",
        "idle, minIdle",
        "MAXAGE, maxAge",
        "maxwiat, maxWait",
        "maxWaitng, maxWaiting",
        "pings, ping"
    })
    void to_aMisspeltName_findsTheOneMeant(String word, String meant) {
        assertThat(Nearest.to(word, KEYS)).isEqualTo(meant);
    }

    @Test
    void to_aShortenedName_findsTheLongOne() {
        assertThat(Nearest.to("maxBody", List.of("match", "maxRequestBody"))).isEqualTo("maxRequestBody");
    }

    @Test
    void to_nothingKnown_isNull() {
        assertThat(Nearest.to("size", List.of())).isNull();
    }

    @Test
    void to_aVeryLongWord_stillAnswers() {
        assertThat(Nearest.to("x".repeat(1_000_000), KEYS)).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({
        "'', '', 0",
        "'', abc, 3",
        "abc, abc, 0",
        "abc, ABC, 0",
        "ab, ba, 1",
        "abcd, acbd, 1",
        "kitten, sitting, 3"
    })
    void edits_countsInsertionsDeletionsSubstitutionsAndSwaps(String a, String b, int edits) {
        assertThat(Nearest.edits(a, b)).isEqualTo(edits);
        assertThat(Nearest.edits(b, a)).isEqualTo(edits);
    }
}
