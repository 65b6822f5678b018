package io.penstock.testing;

/** The heap of the test's own process. */
public final class Heap {

    private Heap() {}

    /** Collects all garbage, as far as the virtual machine does so on request. */
    public static void collect() {
        System.gc();
    }
}
