package io.penstock.batching.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.PagingStyle;
import io.penstock.error.Problem;
import io.penstock.exchange.MemoryPressure.Level;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Walks of a route that says nothing of pages: whether there are any shows with the first answer. */
class UnconfiguredWalkTest {

    private static final String LINES = "application/x-ndjson";

    private static WalkRig rig(PagingStyle style) {
        Random random = new Random(7);
        return new WalkRig(new PagedSource(style, WalkProperties.items(9, random), 2, random), PagePlan.byLinks(null));
    }

    @Test
    void memoryPressure_high_refusesWhatTurnsOutToBeAPage() {
        WalkRig rig = rig(PagingStyle.LINK);
        rig.pressure = Level.HIGH;
        rig.ask(LINES, null);
        rig.run();
        assertThat(rig.answer).isNull();
        assertThat(rig.failure).extracting("problem").isEqualTo(Problem.MEMORY_PRESSURE);
        assertThat(rig.source.targets).containsExactly("/things");
        assertThat(rig.source.open).isZero();
        assertThat(rig.figures.active()).isZero();
    }

    @Test
    void memoryPressure_high_refusesNothingElse() {
        WalkRig rig = rig(PagingStyle.CURSOR);
        rig.pressure = Level.HIGH;
        rig.ask(LINES, null);
        rig.run();
        assertThat(rig.failure).isNull();
        assertThat(rig.text()).startsWith("{").contains("\"total\":9");
        assertThat(rig.source.targets).containsExactly("/things");
        assertThat(rig.book.size()).isZero();
    }

    @Test
    void memoryPressure_thatRisesAfterTheFirstPage_breaksNothing() {
        WalkRig rig = rig(PagingStyle.LINK);
        rig.ask(LINES, null);
        while (rig.answer == null) {
            rig.source.step();
        }
        rig.pressure = Level.HIGH;
        rig.run();
        assertThat(rig.lines()).isEqualTo(rig.source.items);
    }
}
