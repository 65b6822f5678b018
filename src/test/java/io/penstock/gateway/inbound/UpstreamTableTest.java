package io.penstock.gateway.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.error.Problem;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UpstreamTableTest {

    private final UpstreamTable<String> table =
            new UpstreamTable<>(Map.of("/crm", "crm", "/crm2", "crm2", "/github", "github", "/a", "a"));

    @ParameterizedTest
    @CsvSource({
        "/crm, crm",
        "/crm/, crm",
        "/crm/contacts, crm",
        "/crm?x=/github, crm",
        "/crm2/x, crm2",
        "/github/crm, github",
        "/a, a"
    })
    void find_firstSegmentIsKnown_givesItsUpstream(String target, String expected) {
        assertThat(table.find(target)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/cr", "/crm3", "/CRM", "/cr%6d", "//crm", "/./crm", "/githuc", "/zzz", "/?crm"})
    void find_firstSegmentIsUnknown_givesNothing(String target) {
        assertThat(table.find(target)).isNull();
    }

    @ParameterizedTest
    @CsvSource({"/crm/x, crm", "/other, root", "/, root", "/?x, root", "//crm, root"})
    void find_oneIsServedAtTheRoot_takesTheRest(String target, String expected) {
        assertThat(new UpstreamTable<>(Map.of("/", "root", "/crm", "crm")).find(target))
                .isEqualTo(expected);
    }

    @Test
    void unknown_fewAreKnown_namesThemNearestFirst() {
        assertThat(table.unknown("/Gihub/x?token=secret"))
                .hasMessage("'/Gihub'; expected /github, /a, /crm, /crm2")
                .satisfies(failure -> assertThat(failure.problem()).isEqualTo(Problem.UNKNOWN_UPSTREAM));
    }

    @Test
    void unknown_manyAreKnown_namesFive() {
        Map<String, String> many = new TreeMap<>();
        for (int i = 10; i < 30; i++) {
            many.put("/api" + i, "");
        }

        assertThat(new UpstreamTable<>(many).unknown("/api29x"))
                .hasMessage("'/api29x'; expected /api29, /api19, /api20, /api21, /api22 or one of 15 more");
    }

    @Test
    void unknown_noneIsConfigured_saysSo() {
        assertThat(new UpstreamTable<>(Map.of()).unknown("/"))
                .hasMessage("'/'; expected nothing: no upstream is configured");
    }

    @Test
    void unknown_segmentIsHuge_isShortened() {
        assertThat(table.unknown("/" + "x".repeat(8_000)).detail()).hasSizeLessThan(100);
    }
}
