package io.penstock.exchange;

import io.penstock.error.PenstockException;

/** Where a stage delivers its result: exactly one of the two, once, on the exchange's event loop. */
public interface Outcome {

    /** The upstream's answer: its head is here, its body is still to flow and must be read or cancelled. */
    void answered(Answer answer);

    /** The call failed; nothing of an answer may be used. */
    void failed(PenstockException failure);
}
