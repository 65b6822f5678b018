package io.penstock.gateway;

import io.penstock.error.CancelledException;
import io.penstock.error.PenstockException;
import io.penstock.error.Problem;
import io.penstock.exchange.Answer;
import io.penstock.exchange.Exchange;
import io.penstock.exchange.Outcome;
import io.penstock.exchange.StreamedBody;
import io.penstock.time.Deadline;
import io.penstock.time.DeadlineWheel;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The caller's end of one exchange: hands the answer on as it comes, holds the upstream back where the caller does not
 * keep up, and tells each side when the other one is gone. Confined to its event loop.
 */
final class CallerExchange implements Outcome, Answer.Reader {

    /** A head waits so long for the first bytes of its body, so that small answers leave in one write. */
    private static final long HEAD_HOLD_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** What is read of a refused body before the connection is closed, so that the refusal arrives. */
    private static final long MOST_DISCARDED = 256 * 1024;

    private static final long DISCARD_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** HTTP/2 CANCEL and NO_ERROR (RFC 9113, section 7). */
    private static final long CANCEL = 8;

    private static final long NO_ERROR = 0;

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final AnswerHead head;
    private final long stallNanos;
    private final Runnable onOver;
    private final Deadline deadline;
    private @Nullable Exchange exchange;
    private @Nullable StreamedBody body;
    private @Nullable Answer answer;
    private boolean headPending;
    private boolean closeAfter;
    private boolean responseEnded;
    private boolean over;

    /**
     * The caller of a request that was just read.
     *
     * @param head writes answers' heads
     * @param stallNanos the time in which the caller must take some of an answer
     * @param onOver called once, when request and response are both done with
     */
    CallerExchange(HttpServerRequest request, AnswerHead head, DeadlineWheel wheel, long stallNanos, Runnable onOver) {
        this.request = request;
        this.response = request.response();
        this.head = head;
        this.stallNanos = stallNanos;
        this.onOver = onOver;
        this.deadline = wheel.deadline(this::deadlinePassed);
        response.exceptionHandler(failure -> left());
        response.closeHandler(closed -> left());
    }

    /** Says what the call is, before it is run. A body is null where the request has none. */
    void call(Exchange call, @Nullable StreamedBody streamed) {
        exchange = call;
        body = streamed;
        if (request.version() != HttpVersion.HTTP_1_0) {
            call.onContinue(() -> {
                if (!responseEnded && !response.headWritten()) {
                    response.writeContinue();
                }
            });
        }
    }

    /** Says that the body broke a limit of this gateway. */
    void bodyRefused(PenstockException failure) {
        if (answer == null && exchange != null) {
            exchange.cancel(failure);
        } else {
            broken(failure);
        }
    }

    @Override
    public void answered(Answer arrived) {
        if (over) {
            arrived.cancel();
            return;
        }
        answer = arrived;
        boolean bodyExpected = head.write(arrived, request, response);
        closeAfter = request.version() == HttpVersion.HTTP_1_0
                && bodyExpected
                && !response.headers().contains(HttpHeaders.CONTENT_LENGTH);
        if (closeAfter) {
            response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        if (bodyExpected) {
            if (AnswerHead.isEventStream(arrived)) {
                response.writeHead();
            } else {
                headPending = true;
                deadline.armIn(HEAD_HOLD_NANOS);
            }
        }
        arrived.read(this);
    }

    @Override
    public void data(Buffer chunk) {
        if (over || responseEnded) {
            return;
        }
        if (headPending) {
            headPending = false;
            deadline.cancel();
        }
        response.write(chunk);
        if (response.writeQueueFull() && answer != null) {
            answer.pause();
            deadline.armIn(stallNanos);
            response.drainHandler(this::drained);
        }
    }

    private void drained(Void ready) {
        if (!over && answer != null) {
            deadline.cancel();
            answer.resume();
        }
    }

    @Override
    public void end(MultiMap trailers) {
        if (over || responseEnded) {
            return;
        }
        responseEnded = true;
        headPending = false;
        deadline.cancel();
        if (!trailers.isEmpty() && response.isChunked()) {
            response.trailers().addAll(trailers);
        }
        response.end();
        settle();
    }

    @Override
    public void broken(PenstockException failure) {
        if (!over && !responseEnded) {
            // Not ended but cut, so that no part of an answer looks like the whole.
            cut(CANCEL);
        }
    }

    @Override
    public void failed(PenstockException failure) {
        if (over || responseEnded) {
            return;
        }
        responseEnded = true;
        deadline.cancel();
        Problems.head(response, failure);
        if (body != null && !body.complete() && request.version() != HttpVersion.HTTP_2) {
            response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            closeAfter = true;
        }
        response.end(Problems.body(failure));
        settle();
    }

    /** Ends the exchange once the answer was written: at once, or when what is left of the request's body has come. */
    private void settle() {
        StreamedBody rest = body;
        if (rest == null || rest.complete()) {
            if (closeAfter) {
                closeWhenWritten();
            }
            finish();
        } else if (request.version() == HttpVersion.HTTP_2) {
            response.reset(NO_ERROR);
            finish();
        } else {
            discardRest(rest);
        }
    }

    private void discardRest(StreamedBody rest) {
        deadline.armIn(DISCARD_NANOS);
        rest.discard(MOST_DISCARDED, whole -> {
            deadline.cancel();
            if (!whole || closeAfter) {
                closeWhenWritten();
            }
            finish();
        });
    }

    private void closeWhenWritten() {
        request.connection().close();
    }

    /** The caller closed its connection or reset its stream. */
    private void left() {
        if (over) {
            return;
        }
        Answer open = responseEnded ? null : answer;
        Exchange call = exchange;
        boolean waiting = answer == null && !responseEnded;
        finish();
        if (open != null) {
            open.cancel();
        } else if (waiting && call != null) {
            call.cancel(new CancelledException(Problem.CANCELLED, "the caller left"));
        }
    }

    private void deadlinePassed() {
        if (headPending) {
            headPending = false;
            response.writeHead();
        } else if (responseEnded) {
            closeWhenWritten();
            finish();
        } else {
            Answer open = answer;
            cut(CANCEL);
            if (open != null) {
                open.cancel();
            }
        }
    }

    private void cut(long code) {
        if (request.version() == HttpVersion.HTTP_2) {
            response.reset(code);
        } else {
            request.connection().close();
        }
        finish();
    }

    private void finish() {
        if (!over) {
            over = true;
            deadline.cancel();
            onOver.run();
        }
    }
}
