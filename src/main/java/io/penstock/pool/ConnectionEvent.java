package io.penstock.pool;

import org.jspecify.annotations.Nullable;

/**
 * Something that happened to an upstream's connections, as published on the event bus address {@link #ADDRESS}.
 *
 * @param type what happened
 * @param upstream the upstream's name
 * @param millis how long it took to open, or how long the pause before the next dial is; 0 where neither applies
 * @param failures the failed dials in a row; 0 where there is none
 * @param detail a failure in words, or null where nothing failed
 */
public record ConnectionEvent(
        Type type,
        String upstream,
        long millis,
        int failures,
        @Nullable String detail) {

    /** Where the events are published; local to the process. */
    public static final String ADDRESS = "penstock.connection";

    /** What happened. */
    public enum Type {
        /** A connection was opened. */
        OPENED,
        /** An idle connection gave a sign of life, or did not; then {@code detail} says so. */
        PINGED,
        /** The other side closed a connection. */
        LOST,
        /** A dial failed and another one follows after a pause. */
        RECONNECTING,
        /** A connection was opened after failed dials. */
        RESTORED
    }
}
