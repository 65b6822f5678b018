package io.penstock.batching;

import io.penstock.metrics.BatchingRecorder;
import io.penstock.metrics.CoalescingRecorder;
import java.util.concurrent.atomic.LongAdder;

/** Counts what is saved at one upstream, beside the metrics. Thread-safe. */
public final class Savings {

    private final LongAdder led = new LongAdder();
    private final LongAdder joined = new LongAdder();
    private final LongAdder unshared = new LongAdder();
    private final LongAdder cutLoose = new LongAdder();
    private final LongAdder savedBytes = new LongAdder();
    private final LongAdder batches = new LongAdder();
    private final LongAdder members = new LongAdder();
    private final LongAdder halved = new LongAdder();
    private final LongAdder fellBack = new LongAdder();

    /** Counts shared calls, and tells the next recorder. */
    public CoalescingRecorder coalescing(CoalescingRecorder next) {
        return new SharedCalls(next);
    }

    /** Counts batches, and tells the next recorder. */
    public BatchingRecorder batching(BatchingRecorder next) {
        return new Batches(next);
    }

    /** Shared calls so far. */
    public BatchingFigures.Coalescing coalescing() {
        return new BatchingFigures.Coalescing(
                led.sum(), joined.sum(), unshared.sum(), cutLoose.sum(), savedBytes.sum());
    }

    /** Batches so far. */
    public BatchingFigures.Batching batching() {
        return new BatchingFigures.Batching(batches.sum(), members.sum(), halved.sum(), fellBack.sum());
    }

    private final class SharedCalls implements CoalescingRecorder {

        private final CoalescingRecorder next;

        SharedCalls(CoalescingRecorder next) {
            this.next = next;
        }

        @Override
        public void led() {
            led.increment();
            next.led();
        }

        @Override
        public void joined() {
            joined.increment();
            next.joined();
        }

        @Override
        public void unshared(int calls) {
            unshared.add(calls);
            next.unshared(calls);
        }

        @Override
        public void cutLoose() {
            cutLoose.increment();
            next.cutLoose();
        }

        @Override
        public void saved(int bytes) {
            savedBytes.add(bytes);
            next.saved(bytes);
        }
    }

    private final class Batches implements BatchingRecorder {

        private final BatchingRecorder next;

        Batches(BatchingRecorder next) {
            this.next = next;
        }

        @Override
        public void sent(int count) {
            batches.increment();
            members.add(count);
            next.sent(count);
        }

        @Override
        public void halved() {
            halved.increment();
            next.halved();
        }

        @Override
        public void fellBack(int count) {
            fellBack.add(count);
            next.fellBack(count);
        }
    }
}
