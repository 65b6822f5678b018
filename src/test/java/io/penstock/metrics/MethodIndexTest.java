package io.penstock.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MethodIndexTest {

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"})
    void of_knownMethod_isLabelledWithItsName(String method) {
        assertThat(MethodIndex.label(MethodIndex.of(method))).isEqualTo(method);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PURGE", "get", "", "_OTHER"})
    void of_anyOtherText_isOther(String method) {
        assertThat(MethodIndex.of(method)).isEqualTo(MethodIndex.OTHER);
    }

    @Test
    void everyIndex_hasALabel() {
        for (int method = 0; method < MethodIndex.COUNT; method++) {
            assertThat(MethodIndex.label(method)).isNotEmpty();
        }
    }
}
