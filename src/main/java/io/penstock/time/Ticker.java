package io.penstock.time;

/** The monotonic clock. Values only mean something as differences, which must be compared by subtraction. */
@FunctionalInterface
public interface Ticker {

    /** Nanoseconds since an arbitrary origin; may overflow. */
    long nanos();

    /** The clock of the running virtual machine. */
    static Ticker system() {
        return System::nanoTime;
    }
}
