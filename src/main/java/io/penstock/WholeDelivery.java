package io.penstock;

import io.netty.buffer.ByteBuf;
import io.penstock.error.AnswerTooLargeException;
import io.penstock.error.PenstockException;
import io.penstock.error.Problem;
import io.penstock.exchange.Answer;
import io.penstock.exchange.VertxInternals;
import io.penstock.gateway.inbound.HeaderFilter;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import org.jspecify.annotations.Nullable;

/** Gathers an answer in memory, up to a bound. */
final class WholeDelivery implements Delivery {

    private final Promise<UpstreamResponse> promise;
    private final boolean bodyExpected;
    private final long limit;
    private final boolean failsOnErrors;

    WholeDelivery(Promise<UpstreamResponse> promise, UpstreamRequest request) {
        this.promise = promise;
        this.bodyExpected = !HttpMethod.HEAD.equals(request.method());
        this.limit = request.limits().maxResponseBody();
        this.failsOnErrors = request.failsOnErrors();
    }

    @Override
    public boolean streams() {
        return false;
    }

    @Override
    public Answer.Reader answered(UpstreamCall call, Answer answer) {
        String length =
                bodyExpected && answer.status() != 304 ? answer.headers().get(HttpHeaders.CONTENT_LENGTH) : null;
        if (exceedsLimit(length)) {
            call.stop(tooLarge(length + " bytes"));
        }
        return new Gathering(call, answer);
    }

    @Override
    public void failed(PenstockException failure) {
        promise.fail(failure);
    }

    private boolean exceedsLimit(@Nullable String length) {
        try {
            return length != null && Long.parseLong(length) > limit;
        } catch (NumberFormatException e) {
            // Whatever it says, what comes is counted.
            return false;
        }
    }

    private AnswerTooLargeException tooLarge(String found) {
        return new AnswerTooLargeException(
                Problem.ANSWER_TOO_LARGE,
                "a body of " + found + "; expected at most " + limit + " (maxResponseBody of the call)");
    }

    private final class Gathering implements Answer.Reader {

        private final UpstreamCall call;
        private final Answer answer;
        private final Buffer body = Buffer.buffer();

        Gathering(UpstreamCall call, Answer answer) {
            this.call = call;
            this.answer = answer;
        }

        @Override
        public void data(ByteBuf bytes) {
            if ((long) body.length() + bytes.readableBytes() > limit) {
                bytes.release();
                call.stop(tooLarge("more than " + limit + " bytes"));
            } else {
                body.appendBuffer(VertxInternals.toKeep(bytes));
            }
        }

        @Override
        public void end(MultiMap trailers) {
            MultiMap headers = HeaderFilter.forCaller(answer.headers(), answer.version());
            call.delivered();
            UpstreamResponse response = new UpstreamResponse(answer.status(), headers, body);
            if (failsOnErrors && answer.status() >= 400) {
                promise.fail(call.errorOf(response));
            } else {
                promise.complete(response);
            }
        }

        @Override
        public void broken(PenstockException failure) {
            promise.fail(failure);
        }
    }
}
