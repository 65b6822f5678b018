package io.penstock.batching.coalesce;

import io.penstock.metrics.CoalescingRecorder;

/** Keeps what was counted. Confined to the test's thread. */
final class RecordedCoalescing implements CoalescingRecorder {

    int led;
    int joined;
    int unshared;
    int cutLoose;
    long saved;

    @Override
    public void led() {
        led++;
    }

    @Override
    public void joined() {
        joined++;
    }

    @Override
    public void unshared(int calls) {
        unshared += calls;
    }

    @Override
    public void cutLoose() {
        cutLoose++;
    }

    @Override
    public void saved(int bytes) {
        saved += bytes;
    }
}
