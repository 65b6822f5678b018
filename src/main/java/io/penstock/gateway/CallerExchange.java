package io.penstock.gateway;

import io.netty.buffer.ByteBuf;
import io.penstock.error.CancelledException;
import io.penstock.error.PenstockException;
import io.penstock.error.Problem;
import io.penstock.error.TimeoutException;
import io.penstock.exchange.Answer;
import io.penstock.exchange.Exchange;
import io.penstock.exchange.Outcome;
import io.penstock.exchange.StreamedBody;
import io.penstock.time.Deadline;
import io.penstock.time.DeadlineWheel;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The caller's end of one exchange: hands the answer on as it comes, holds the upstream back where the caller does not
 * keep up, and tells each side when the other one is gone. It is over when the whole answer has left and nothing of the
 * request is still to come, or when either side broke. Confined to its event loop.
 */
final class CallerExchange implements Outcome, Answer.Reader {

    /** How long a head waits for its body, where that may come at once. */
    private static final long HOLD_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** What is read of a body that nobody wants, so that its caller comes to read the answer. */
    private static final long MOST_DISCARDED = 256 * 1024;

    private static final long DISCARD_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final CallerLink link;
    private final long stallNanos;
    private final Runnable onOver;
    private final DeadlineWheel wheel;
    private final AnswerWriter writer;
    private @Nullable Deadline deadline;
    private Awaited awaited = Awaited.NOTHING;
    private long roomSeen;
    private @Nullable Exchange exchange;
    private @Nullable AnswerHead head;
    private @Nullable StreamedBody body;
    private @Nullable Answer answer;
    private boolean bodyExpected;
    private boolean endsByClose;
    private boolean closeAfter;
    private boolean responseEnded;
    private boolean over;

    /** What the one deadline of this class limits the wait for. */
    private enum Awaited {
        NOTHING,
        /** The first frame after the head of an HTTP/2 request. */
        BODY_TO_SHOW,
        /** More of an answer that is held. */
        MORE,
        /** Room for more of the answer. */
        ROOM,
        /** All of the answer to have left. */
        FLUSH,
        /** The rest of a request's body. */
        REST
    }

    /**
     * The caller of a request whose head was just read.
     *
     * @param stallNanos the time in which the caller must take some of an answer
     * @param onOver called once, when request and response are both done with
     */
    CallerExchange(HttpServerRequest request, DeadlineWheel wheel, long stallNanos, Runnable onOver) {
        this.request = request;
        this.response = request.response();
        this.link = new CallerLink(request);
        this.writer = new AnswerWriter(response);
        this.stallNanos = stallNanos;
        this.onOver = onOver;
        this.wheel = wheel;
        response.exceptionHandler(failure -> left());
        response.closeHandler(closed -> left());
    }

    /** Limits the time until it shows whether the request has a body; {@link #call} or a failure ends it. */
    void awaitBodyToShow() {
        await(Awaited.BODY_TO_SHOW, stallNanos);
    }

    /**
     * Says what the call is, before it is run.
     *
     * @param answerHead writes the answer's head
     * @param streamed the request's body, null where it has none
     */
    void call(Exchange call, AnswerHead answerHead, @Nullable StreamedBody streamed) {
        awaitNothing();
        exchange = call;
        head = answerHead;
        body = streamed;
        if (streamed != null) {
            request.exceptionHandler(failure -> left());
        }
        if (request.version() != HttpVersion.HTTP_1_0) {
            call.onContinue(() -> {
                if (streamed != null) {
                    streamed.continued();
                }
                if (!responseEnded && !response.headWritten()) {
                    response.writeContinue();
                }
            });
        }
    }

    /** Says that the body broke a limit of this gateway. */
    void bodyRefused(PenstockException failure) {
        Answer open = answer;
        if (open != null) {
            open.cancel();
            broken(failure);
        } else if (exchange != null) {
            exchange.cancel(failure);
        }
    }

    /** Answers a request that is not forwarded; a body that may follow is not wanted. */
    void refuse(PenstockException failure) {
        if (restToCome() && !link.multiplexed()) {
            request.pause();
        }
        failed(failure);
    }

    @Override
    public void answered(Answer arrived) {
        if (over || head == null) {
            arrived.cancel();
            return;
        }
        answer = arrived;
        if (body != null && body.awaitsContinue()) {
            // Whether the body follows is the caller's choice now (RFC 9110, section 10.1.1).
            closeAfter();
        }
        bodyExpected = head.write(arrived, request, response);
        if (bodyExpected
                && request.version() == HttpVersion.HTTP_1_0
                && !response.headers().contains(HttpHeaders.CONTENT_LENGTH)) {
            endsByClose = true;
            closeAfter();
        }
        if (bodyExpected) {
            hold(arrived);
        }
        arrived.read(this);
    }

    /** Keeps the head back, in the hope of sending it with its body. */
    private void hold(Answer arrived) {
        writer.begin(AnswerHead.length(arrived), endsByClose);
        if (AnswerHead.isEventStream(arrived)) {
            pass();
        } else if (!arrived.bursting()) {
            await(Awaited.MORE, HOLD_NANOS);
        }
    }

    @Override
    public void data(ByteBuf chunk) {
        // Over HTTP/2 nothing keeps an upstream from sending a body with an answer to HEAD.
        if (over || responseEnded || !bodyExpected || answer == null) {
            chunk.release();
        } else if (writer.add(chunk, answer.bursting())) {
            pass();
        }
    }

    @Override
    public void burstEnd() {
        if (over || responseEnded || !bodyExpected || !writer.holds()) {
            return;
        }
        if (!writer.waitsForMore()) {
            pass();
        } else if (awaited == Awaited.NOTHING) {
            await(Awaited.MORE, HOLD_NANOS);
        }
    }

    /** Writes what is held. */
    private void pass() {
        if (awaited == Awaited.MORE) {
            awaitNothing();
        }
        writer.write();
        if (response.writeQueueFull() && answer != null) {
            answer.pause();
            await(Awaited.ROOM, stallNanos);
            response.drainHandler(this::drained);
        }
    }

    private void drained(Void ready) {
        if (!over && awaited == Awaited.ROOM && answer != null) {
            awaitNothing();
            answer.resume();
        }
    }

    @Override
    public void end(MultiMap trailers) {
        if (over || responseEnded) {
            return;
        }
        if (!trailers.isEmpty() && response.isChunked()) {
            response.trailers().addAll(trailers);
        }
        responseEnded = true;
        leave(writer.end());
    }

    /** Waits until the end of the answer has left; mostly the socket takes it at once. */
    private void leave(Future<Void> written) {
        if (written.isComplete()) {
            flushed(written);
        } else {
            await(Awaited.FLUSH, stallNanos);
            written.onComplete(this::flushed);
        }
    }

    @Override
    public void broken(PenstockException failure) {
        if (over || responseEnded) {
            return;
        }
        if (!writer.headSent()) {
            writer.release();
            response.headers().clear();
            failed(failure);
            return;
        }
        if (writer.holds()) {
            writer.write();
        }
        // Not ended but cut, so that no part of an answer looks like the whole.
        responseEnded = true;
        await(Awaited.FLUSH, stallNanos);
        link.breakOff(endsByClose);
        if (link.multiplexed()) {
            finish();
        }
    }

    @Override
    public void failed(PenstockException failure) {
        if (over || responseEnded) {
            return;
        }
        responseEnded = true;
        awaitNothing();
        Problems.head(response, failure);
        LimitFields.add(response.headers(), exchange, failure);
        if (restToCome()) {
            closeAfter();
        }
        boolean headOnly = HttpMethod.HEAD.equals(request.method());
        leave(headOnly ? response.end() : response.end(Problems.body(failure)));
    }

    private void closeAfter() {
        if (!link.multiplexed()) {
            closeAfter = true;
            // At the last moment: Vert.x puts keep-alive there for a caller of HTTP/1.0 that asked for it.
            response.headersEndHandler(complete -> response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE));
        }
    }

    private boolean restToCome() {
        return !request.isEnded() && CallerLink.announcedLength(request) != 0;
    }

    /** The answer has left: what is left of the exchange is what has not come of the request's body. */
    private void flushed(AsyncResult<Void> written) {
        if (over) {
            return;
        }
        if (body != null) {
            body.detach();
        }
        if (written.failed() || !restToCome()) {
            end(closeAfter);
        } else if (link.multiplexed()) {
            link.refuseRest();
            finish();
        } else {
            discardRest();
        }
    }

    /** Reads on, so that the caller comes to read the answer and its connection stays in step, but not for long. */
    private void discardRest() {
        await(Awaited.REST, DISCARD_NANOS);
        long[] left = {MOST_DISCARDED};
        request.handler(chunk -> {
            left[0] -= chunk.length();
            if (left[0] < 0) {
                request.pause();
            }
        });
        request.endHandler(whole -> end(closeAfter));
        request.resume();
    }

    private void end(boolean close) {
        if (!over) {
            finish();
            if (close) {
                link.closeWhenWritten();
            }
        }
    }

    /** The caller closed its connection or reset its stream. */
    private void left() {
        if (over) {
            return;
        }
        Answer open = responseEnded ? null : answer;
        boolean waiting = answer == null && !responseEnded;
        finish();
        if (open != null) {
            open.cancel();
        } else if (waiting && exchange != null) {
            exchange.leave(new CancelledException(Problem.CANCELLED, "the caller left"));
        }
    }

    private void await(Awaited what, long nanos) {
        awaited = what;
        roomSeen = what == Awaited.ROOM || what == Awaited.FLUSH ? link.room() : 0;
        if (deadline == null) {
            deadline = wheel.deadline(this::deadlinePassed);
        }
        deadline.armIn(nanos);
    }

    private void awaitNothing() {
        awaited = Awaited.NOTHING;
        if (deadline != null) {
            deadline.cancel();
        }
    }

    private void deadlinePassed() {
        switch (awaited) {
            case NOTHING -> {}
            case BODY_TO_SHOW ->
                failed(new TimeoutException(
                        Problem.CALLER_TOO_SLOW, "no frame after the head came in server.stall; expected the body"));
            case MORE -> pass();
            case ROOM, FLUSH -> stalled();
            case REST -> end(true);
        }
    }

    private void stalled() {
        if (link.room() != roomSeen) {
            await(awaited, stallNanos);
            return;
        }
        Answer open = responseEnded ? null : answer;
        finish();
        link.cut();
        if (open != null) {
            open.cancel();
        }
    }

    private void finish() {
        if (!over) {
            over = true;
            awaitNothing();
            writer.release();
            onOver.run();
        }
    }
}
