package io.penstock.batching.coalesce;

import io.penstock.error.PenstockException;
import io.penstock.exchange.Answer;
import io.penstock.exchange.Outcome;

/** The outcome of one who had joined a call and makes its own after all. Confined to its event loop. */
final class LoneOutcome implements KnownOutcome {

    private final Outcome outcome;
    private boolean come;

    LoneOutcome(Outcome outcome) {
        this.outcome = outcome;
    }

    @Override
    public boolean hasCome() {
        return come;
    }

    @Override
    public void answered(Answer answer) {
        come = true;
        outcome.answered(answer);
    }

    @Override
    public void failed(PenstockException failure) {
        come = true;
        outcome.failed(failure);
    }
}
