package io.penstock.metrics;

/** Counts what becomes of one route's failed attempts. Thread-safe; nothing is called where no attempt fails. */
public interface RetryRecorder {

    /**
     * A request is sent again after a pause.
     *
     * @param reason what the attempt before came to: a status or a problem's slug
     * @param pauseNanos the pause
     */
    void retried(String reason, long pauseNanos);

    /** A request that was worth another try got none; {@code reason} is one of a small fixed set. */
    void gaveUp(String reason);

    /** A request that was sent again was answered well. */
    void cured();

    /** A race between attempts ended; {@code won} tells that another one than the first brought the answer. */
    void hedged(boolean won);
}
