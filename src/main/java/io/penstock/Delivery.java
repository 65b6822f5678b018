package io.penstock;

import io.penstock.error.PenstockException;
import io.penstock.exchange.Answer;

/** How the outcome of a call reaches the program. Called on the call's event loop. */
interface Delivery {

    /** Whether the program takes the body as it comes, so that the call's own timeout ends with the head. */
    boolean streams();

    /**
     * The answer's head is here. What is returned gets its body, and must lead to {@link UpstreamCall#delivered()} once the
     * program has all of it. An answer that is not wanted is given to {@link UpstreamCall#stop}.
     */
    Answer.Reader answered(UpstreamCall call, Answer answer);

    /** The call failed before anything was returned by {@link #answered}. */
    void failed(PenstockException failure);
}
