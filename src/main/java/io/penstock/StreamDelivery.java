package io.penstock;

import io.netty.buffer.ByteBuf;
import io.penstock.error.PenstockException;
import io.penstock.exchange.Answer;
import io.penstock.exchange.VertxInternals;
import io.penstock.gateway.inbound.HeaderFilter;
import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.atomic.AtomicLong;

/** Hands an answer on as it comes, and holds the upstream back where the program does not keep up. */
final class StreamDelivery implements Delivery {

    /** The bytes waiting for the program at which the upstream is held back, and at which it goes on. */
    private static final long HIGH_WATER = 64 * 1024;

    private static final long LOW_WATER = HIGH_WATER / 2;

    private final Promise<UpstreamStream> promise;
    private final Context program;

    /**
     * A delivery.
     *
     * @param program where the program takes the answer
     */
    StreamDelivery(Promise<UpstreamStream> promise, Context program) {
        this.promise = promise;
        this.program = program;
    }

    @Override
    public boolean streams() {
        return true;
    }

    @Override
    public Answer.Reader answered(UpstreamCall call, Answer answer) {
        Flow flow = new Flow(call);
        MultiMap headers = HeaderFilter.forCaller(answer.headers(), answer.version());
        promise.complete(new UpstreamStream(answer.status(), headers, flow.body, call));
        return flow;
    }

    @Override
    public void failed(PenstockException failure) {
        promise.fail(failure);
    }

    private final class Flow implements Answer.Reader {

        private final UpstreamCall call;
        private final AtomicLong waiting = new AtomicLong();
        private final HandOver body;

        Flow(UpstreamCall call) {
            this.call = call;
            this.body = new HandOver(program, this::taken, () -> call.onLoop(call::delivered));
        }

        /** On the loop. What {@link #taken} may ask for in the meantime comes after the pause. */
        @Override
        public void data(ByteBuf bytes) {
            Buffer chunk = VertxInternals.toKeep(bytes);
            if (waiting.addAndGet(chunk.length()) >= HIGH_WATER) {
                call.pause();
            }
            body.offer(chunk);
        }

        /** On the program's thread. */
        private void taken(Buffer chunk) {
            long left = waiting.addAndGet(-chunk.length());
            if (left < LOW_WATER && left + chunk.length() >= LOW_WATER) {
                call.onLoop(call::resume);
            }
        }

        @Override
        public void end(MultiMap trailers) {
            body.end(trailers);
        }

        @Override
        public void broken(PenstockException failure) {
            body.fail(failure);
        }
    }
}
