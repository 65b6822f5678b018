package io.penstock.batching.pages;

/**
 * The fingerprints of a walk's requests, to notice one that comes again, in memory that does not grow with the walk. Of the
 * newest {@link #GENERATION} none comes again unnoticed. A circle of more requests is noticed by a mark that moves on whenever
 * the walk is twice as long (Brent's way): before the walk is three times as long as up to the first repetition, since each
 * request follows from the one before. Confined to one thread.
 */
final class SeenRequests {

    /** How many requests are known at least; twice as many at most, eight to sixteen bytes each. */
    static final int GENERATION = 4_096;

    private LongSet newer = new LongSet();
    private LongSet older = new LongSet();
    private long mark;
    private long count;

    /** Adds one; false where it is known. */
    boolean add(long fingerprint) {
        // Zero says that there is none.
        long value = fingerprint == 0 ? 1 : fingerprint;
        if (value == mark || older.contains(value) || !newer.add(value)) {
            return false;
        }
        if (newer.size() == GENERATION) {
            older = newer;
            newer = new LongSet();
        }
        count++;
        if (Long.bitCount(count) == 1) {
            mark = value;
        }
        return true;
    }
}
