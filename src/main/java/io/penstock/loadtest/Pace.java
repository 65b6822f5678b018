package io.penstock.loadtest;

import java.util.concurrent.TimeUnit;

/** When calls are due. */
@FunctionalInterface
interface Pace {

    /** Closed loop: a call is due as soon as a connection is free for it. */
    Pace CLOSED = (call, nowNanos) -> nowNanos;

    /**
     * When a call is due.
     *
     * @param call its number, from 0
     * @param nowNanos the time since the run began
     * @return the time since the run began, before or after now
     */
    long dueNanos(long call, long nowNanos);

    /** Open loop: calls are due at even intervals, so many in a second, however long others take. */
    static Pace open(int perSecond) {
        // Not call * 1e9 / rate: exact for each call, and without overflow however long it runs.
        return (call, nowNanos) ->
                TimeUnit.SECONDS.toNanos(call / perSecond) + TimeUnit.SECONDS.toNanos(call % perSecond) / perSecond;
    }
}
