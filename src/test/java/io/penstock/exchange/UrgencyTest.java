package io.penstock.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpHeaders;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UrgencyTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "u=0 | 0",
                "u=7, i | 7",
                "i, u=5 | 5",
                "i,u=1;x=2 | 1",
                "u=1, u=2 | 2",
                "u=5, x=\"a, u=0\" | 5",
                "x=\"\\\", u=0, \", u=5 | 5",
                "u=6;x=\", u=0\", i | 6"
            })
    void of_aPriority_isItsUrgency(String value, int urgency) {
        assertThat(Urgency.of(HttpHeaders.headers().add("Priority", value))).isEqualTo(urgency);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"i", "u", "u=", "u=8", "u=-1", "u=12", "u=x", "U=1", "''"})
    void of_whatSaysNothing_isTheDefault(String value) {
        assertThat(Urgency.of(HttpHeaders.headers().add("Priority", value))).isEqualTo(Urgency.DEFAULT);
    }

    @Test
    void of_noField_isTheDefault() {
        assertThat(Urgency.of(HttpHeaders.headers())).isEqualTo(Urgency.DEFAULT);
    }

    @Property
    void of_anyText_isAnUrgency(@ForAll String text) {
        String printable = text.replaceAll("[^\\x20-\\x7e]", ",");

        assertThat(Urgency.of(HttpHeaders.headers().add("Priority", printable))).isBetween(0, 7);
    }
}
