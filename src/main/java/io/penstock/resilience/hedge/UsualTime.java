package io.penstock.resilience.hedge;

/**
 * How long answers usually take: a percentile of the times seen lately, to about 19 %. Times are counted in classes, four to
 * a doubling; when a thousand are counted all counts are halved, so that old ones fade. Confined to its event loop.
 */
final class UsualTime {

    /** Before so many times are seen there is no saying what is usual. */
    static final int FEWEST = 20;

    private static final int MOST = 1_024;
    private static final int CLASSES_PER_DOUBLING = 4;
    private static final int CLASSES = Long.SIZE * CLASSES_PER_DOUBLING;

    private final int percentile;
    private final int[] counts = new int[CLASSES];
    private int total;

    /** Nothing seen yet; {@code percentile} from 50 to 99. */
    UsualTime(int percentile) {
        this.percentile = percentile;
    }

    /** Counts a time, in nanoseconds. */
    void record(long nanos) {
        counts[classOf(Math.max(1, nanos))]++;
        total++;
        if (total >= MOST) {
            total = 0;
            for (int i = 0; i < CLASSES; i++) {
                counts[i] /= 2;
                total += counts[i];
            }
        }
    }

    /** The time within which that part of the answers came, rounded up; {@link Long#MAX_VALUE} where too few were seen. */
    long nanos() {
        if (total < FEWEST) {
            return Long.MAX_VALUE;
        }
        long wanted = ((long) total * percentile + 99) / 100;
        long seen = 0;
        int i = -1;
        while (seen < wanted) {
            i++;
            seen += counts[i];
        }
        return upperBound(i);
    }

    private static int classOf(long nanos) {
        int doubling = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos);
        // The two bits below the highest one tell which quarter of its doubling a time is in.
        int quarter = doubling >= 2 ? (int) (nanos >>> (doubling - 2)) & 3 : 0;
        return doubling * CLASSES_PER_DOUBLING + quarter;
    }

    private static long upperBound(int classIndex) {
        int doubling = classIndex / CLASSES_PER_DOUBLING;
        long quarters = classIndex % CLASSES_PER_DOUBLING + 5L;
        return doubling >= 2 ? quarters << (doubling - 2) : 1L << (doubling + 1);
    }
}
