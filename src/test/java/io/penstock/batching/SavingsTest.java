package io.penstock.batching;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.metrics.BatchingRecorder;
import io.penstock.metrics.CoalescingRecorder;
import io.penstock.metrics.Metrics;
import org.junit.jupiter.api.Test;

class SavingsTest {

    private static final Metrics NONE = Metrics.none();

    private final Savings outer = new Savings();
    private final Savings inner = new Savings();

    @Test
    void coalescing_counts_andTellsTheNextOne() {
        CoalescingRecorder recorder = outer.coalescing(inner.coalescing(NONE.coalescing("crm")));

        recorder.led();
        recorder.joined();
        recorder.joined();
        recorder.unshared(3);
        recorder.cutLoose();
        recorder.saved(4_096);

        assertThat(outer.coalescing()).isEqualTo(new BatchingFigures.Coalescing(1, 2, 3, 1, 4_096));
        assertThat(inner.coalescing()).isEqualTo(outer.coalescing());
    }

    @Test
    void batching_counts_andTellsTheNextOne() {
        BatchingRecorder recorder = outer.batching(inner.batching(NONE.batching("crm", "GET /contacts/{id}")));

        recorder.sent(20);
        recorder.sent(1);
        recorder.halved();
        recorder.fellBack(5);

        assertThat(outer.batching()).isEqualTo(new BatchingFigures.Batching(2, 21, 1, 5));
        assertThat(inner.batching()).isEqualTo(outer.batching());
    }
}
