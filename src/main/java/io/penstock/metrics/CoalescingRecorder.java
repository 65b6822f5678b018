package io.penstock.metrics;

/** Counts what becomes of one upstream's identical concurrent calls. Thread-safe. */
public interface CoalescingRecorder {

    /** A call to the upstream came to be shared: its first follower joined. */
    void led();

    /** A call joined that of another. */
    void joined();

    /** Calls that had joined went out for themselves, since the answer was not one to share. */
    void unshared(int calls);

    /** A caller's answer was broken off: it held the others back for too long. */
    void cutLoose();

    /** Bytes of an answer's body went to one who had joined, and were not asked of the upstream again. */
    void saved(int bytes);
}
