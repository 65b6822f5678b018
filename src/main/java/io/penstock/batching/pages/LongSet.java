package io.penstock.batching.pages;

/** Numbers other than 0, in eight to sixteen bytes each. Confined to one thread. */
final class LongSet {

    private long[] slots = new long[64];
    private int size;

    /** Adds one; false where it was there. */
    boolean add(long value) {
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

    /** Whether it is there. */
    boolean contains(long value) {
        return slots[slot(slots, value)] == value;
    }

    /** How many there are. */
    int size() {
        return size;
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
