package io.penstock.gateway.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.error.BadRequestException;
import io.vertx.core.MultiMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldRulesTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "plain", "a\tb", "caf\u00e9", "~!@#$%^&*()[]{}\"'\\"})
    void value_ofLegalCharacters_isAccepted(String value) {
        assertThat(FieldRules.check(fields("X-A", value))).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nX-B: 1", "a\nb", "a\rb", "a\u0000b", "a\u007fb", "a\u010ab", "a\u560ab"})
    void value_withAControlOrWideCharacter_isRefusedAndNotShown(String value) {
        assertThat(FieldRules.check(fields("X-A", value)))
                .isInstanceOf(BadRequestException.class)
                .hasMessageStartingWith("character U+")
                .hasMessageContaining("X-A")
                .message()
                .doesNotContain("X-B");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "X A", "X:A", "X\r\nA", "X\u00c4"})
    void name_thatIsNoToken_isRefused(String name) {
        assertThat(FieldRules.check(fields(name, "1"))).isInstanceOf(BadRequestException.class);
    }

    @Test
    void fields_withOneThatIsIllegal_areRefused() {
        assertThat(FieldRules.check(fields("X-A", "1").add("X-B", "\n"))).hasMessageContaining("X-B");
    }

    private static MultiMap fields(String name, String value) {
        return MultiMap.caseInsensitiveMultiMap().add(name, value);
    }
}
