package io.penstock.batching.coalesce;

import io.penstock.exchange.Outcome;

/** An outcome that knows whether it has come. Confined to an event loop. */
interface KnownOutcome extends Outcome {

    /** Whether it has come. */
    boolean hasCome();
}
