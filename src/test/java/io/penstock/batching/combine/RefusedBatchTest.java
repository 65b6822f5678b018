package io.penstock.batching.combine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of those whose batch the upstream will not answer, and of those who come after them. */
class RefusedBatchTest {

    private CombiningRig rig = new CombiningRig(2, CombiningRig.BY_KEY);

    @AfterEach
    void nothingIsLeft() {
        rig.finish();
    }

    private UpstreamCall firstCall() {
        return rig.calls.get(0);
    }

    @Test
    void batchThatIsTooLarge_goesInHalves_andSoDoTheNext() {
        rig = new CombiningRig(1, CombiningRig.BY_KEY + ", max: 8");
        for (int id = 11; id <= 15; id++) {
            rig.ask(0, id);
        }
        firstCall().answer();
        rig.lastCall().answer(413, "too many").end();

        assertThat(rig.targets()).endsWith("/things?ids=12,13", "/things?ids=14,15");
        assertThat(rig.halved).isEqualTo(1);
        for (int id = 16; id <= 18; id++) {
            rig.ask(0, id);
        }
        assertThat(rig.targets()).endsWith("/things?ids=16,17");
        rig.finish();
        rig.advance(Duration.ofMinutes(2));
        for (int id = 21; id <= 24; id++) {
            rig.ask(0, id);
        }
        rig.lastCall().answer();
        assertThat(rig.targets()).endsWith("/things?ids=22,23,24");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 422})
    void batchWithABadId_leavesItAlone(int status) {
        for (int id = 11; id <= 14; id++) {
            rig.ask(0, id);
        }
        firstCall().answer();
        rig.lastCall().answer(status, "13?").end();
        assertThat(rig.targets()).endsWith("/things?ids=12,13", "/things/14");
        UpstreamCall half = rig.calls.get(2);
        half.answer(status, "13?").end();

        assertThat(rig.targets()).endsWith("/things/12", "/things/13");
        assertThat(rig.combining.caution().most()).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void batchWhoseHalvesBothPass_wasTooLarge() {
        for (int id = 11; id <= 16; id++) {
            rig.ask(0, id);
        }
        firstCall().answer();
        rig.lastCall().answer(400, "at most 3").end();
        rig.calls.get(2).answer().end();
        rig.calls.get(3).answer().end();

        assertThat(rig.targets())
                .containsExactly(
                        "/things/11", "/things?ids=12,13,14,15,16", "/things?ids=12,13,14", "/things?ids=15,16");
        assertThat(rig.combining.caution().most()).isEqualTo(3);
    }

    @Test
    void pairThatIsRefused_thoughBothPassSingly_wasOfNoUse() {
        for (int id = 11; id <= 13; id++) {
            rig.ask(id % 2, id);
        }
        firstCall().answer();
        rig.lastCall().answer(403, "no batches").end();
        rig.settle();
        assertThat(rig.targets()).endsWith("/things/12", "/things/13");
        rig.calls.get(2).answer().end();
        assertThat(rig.combining.caution().rests()).isFalse();

        rig.calls.get(3).answer().end();

        assertThat(rig.combining.caution().rests()).isTrue();
    }

    @Test
    void pairThatIsRefused_asOneOfThemIs_hadABadId() {
        for (int id = 11; id <= 13; id++) {
            rig.ask(id % 2, id);
        }
        firstCall().answer();
        rig.lastCall().answer(403, "not 13").end();
        rig.settle();

        rig.calls.get(2).answer().end();
        rig.calls.get(3).answer(403, "not 13").end();

        assertThat(rig.combining.caution().rests()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "302, no",
        "404, no",
        "405, no",
        "406, no",
        "410, no",
        "411, no",
        "415, no",
        "431, no",
        "501, no",
        "200, <html>",
        "204, ''"
    })
    void batchThatIsOfNoUse_isFollowedBySingleCalls_forAWhile(int status, String body) {
        rig.ask(0, 1);
        rig.ask(0, 2);
        rig.ask(0, 3);
        firstCall().answer();
        rig.lastCall().answer(status, body).end();

        assertThat(rig.targets()).containsExactly("/things/1", "/things?ids=2,3", "/things/2", "/things/3");
        assertThat(rig.fellBack).isEqualTo(2);
        rig.ask(0, 4);
        assertThat(rig.targets()).endsWith("/things/4");
        rig.finish();
        rig.advance(Duration.ofMinutes(2));
        rig.ask(0, 6);
        rig.ask(0, 7);
        assertThat(rig.targets()).endsWith("/things/6");
    }
}
