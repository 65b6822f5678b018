package io.penstock.batching.pages;

/**
 * The fingerprints of a walk's requests, to notice one that comes again. Eight to sixteen bytes a page, as many pages as the walk
 * may have. Confined to one thread.
 */
final class SeenRequests {

    private long[] slots = new long[64];
    private int size;

    /** Adds one; false where it was there. */
    boolean add(long fingerprint) {
        // Zero marks a slot that is free.
        long value = fingerprint == 0 ? 1 : fingerprint;
        int slot = slot(slots, value);
        if (slots[slot] == value) {
            return false;
        }
        slots[slot] = value;
        size++;
        if (size * 2 > slots.length) {
            grow();
        }
        return true;
    }

    private void grow() {
        long[] larger = new long[slots.length * 2];
        for (long value : slots) {
            if (value != 0) {
                larger[slot(larger, value)] = value;
            }
        }
        slots = larger;
    }

    /** Where a value stands, or would. */
    private static int slot(long[] slots, long value) {
        int slot = (int) value & (slots.length - 1);
        while (slots[slot] != 0 && slots[slot] != value) {
            slot = (slot + 1) & (slots.length - 1);
        }
        return slot;
    }
}
