package io.penstock.testing;

import java.util.ArrayList;
import java.util.List;

/** The heap of the test's own process. */
public final class Heap {

    private static final int BLOCK_BYTES = 1 << 20;

    private Heap() {}

    /** Collects all garbage, as far as the virtual machine does so on request. */
    public static void collect() {
        System.gc();
    }

    /**
     * Takes up that share of the heap, and has it collected.
     *
     * @return what holds it, as long as it is held itself
     */
    public static List<byte[]> fill(double share) {
        long wanted = (long) (Runtime.getRuntime().maxMemory() * share);
        List<byte[]> held = new ArrayList<>();
        for (long bytes = 0; bytes < wanted; bytes += BLOCK_BYTES) {
            held.add(new byte[BLOCK_BYTES]);
        }
        collect();
        return held;
    }
}
