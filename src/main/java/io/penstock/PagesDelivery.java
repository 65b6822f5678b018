package io.penstock;

import io.penstock.error.PenstockException;
import io.penstock.exchange.Answer;
import io.vertx.core.Context;
import io.vertx.core.Promise;

/** Hands a walk on as it comes; where the upstream refuses it, gathers the answer, to tell it as the exception that it stands for. */
final class PagesDelivery implements Delivery {

    private static final int FIRST_ERROR = 400;

    private final StreamDelivery walk;
    private final WholeDelivery refusal;

    /**
     * A delivery.
     *
     * @param request one that fails on errors
     * @param program where the program takes the items
     */
    PagesDelivery(Promise<UpstreamPages> promise, UpstreamRequest request, Context program) {
        Promise<UpstreamStream> answer = Promise.promise();
        answer.future().compose(UpstreamPages::of).onComplete(promise);
        this.walk = new StreamDelivery(answer, program);
        Promise<UpstreamResponse> error = Promise.promise();
        error.future().onFailure(promise::fail);
        this.refusal = new WholeDelivery(error, request);
    }

    @Override
    public boolean streams() {
        return true;
    }

    @Override
    public Answer.Reader answered(UpstreamCall call, Answer answer) {
        return answer.status() < FIRST_ERROR ? walk.answered(call, answer) : refusal.answered(call, answer);
    }

    @Override
    public void failed(PenstockException failure) {
        walk.failed(failure);
    }
}
