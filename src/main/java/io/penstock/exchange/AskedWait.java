package io.penstock.exchange;

import io.vertx.core.MultiMap;

/**
 * Reads from an answer's head how long the upstream asks to be left alone. What repeats requests waits no less than that.
 * Thread-safe.
 */
@FunctionalInterface
public interface AskedWait {

    /** No wait is asked for, as far as the fields tell. */
    long NONE = -1;

    /** The wait from now on, in nanoseconds, 0 or more; {@link #NONE} where the answer asks for none. */
    long nanos(int status, MultiMap headers);
}
