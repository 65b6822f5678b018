package io.penstock.batching.pages;

import io.penstock.metrics.WalkGauges;
import java.util.concurrent.atomic.LongAdder;

/** Counts the walks of one upstream, on all event loops. Thread-safe; nothing is counted for each item. */
public final class WalkFigures implements WalkGauges {

    /** How a walk ended. */
    enum End {
        WHOLE,
        BROKEN,
        LEFT,
        REFUSED
    }

    private final LongAdder begun = new LongAdder();
    private final LongAdder whole = new LongAdder();
    private final LongAdder broken = new LongAdder();
    private final LongAdder left = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder resumed = new LongAdder();
    private final LongAdder pages = new LongAdder();
    private final LongAdder items = new LongAdder();
    private final LongAdder bytes = new LongAdder();

    /** A walk has begun; {@code goesOn} where it was resumed. */
    void begun(boolean goesOn) {
        begun.increment();
        if (goesOn) {
            resumed.increment();
        }
    }

    /** A walk has ended. */
    void ended(End how) {
        switch (how) {
            case WHOLE -> whole.increment();
            case BROKEN -> broken.increment();
            case LEFT -> left.increment();
            case REFUSED -> refused.increment();
        }
    }

    /** A page has been read to its end. */
    void pageRead() {
        pages.increment();
    }

    /** Items are ready. */
    void ready(long moreItems, long moreBytes) {
        items.add(moreItems);
        bytes.add(moreBytes);
    }

    @Override
    public long active() {
        // In this order, so that it is never negative.
        long over = whole() + broken() + left() + refused();
        return begun.sum() - over;
    }

    @Override
    public long whole() {
        return whole.sum();
    }

    @Override
    public long broken() {
        return broken.sum();
    }

    @Override
    public long left() {
        return left.sum();
    }

    @Override
    public long refused() {
        return refused.sum();
    }

    @Override
    public long resumed() {
        return resumed.sum();
    }

    @Override
    public long pages() {
        return pages.sum();
    }

    @Override
    public long items() {
        return items.sum();
    }

    @Override
    public long bytes() {
        return bytes.sum();
    }
}
