package io.penstock.pool;

import io.penstock.error.NetworkException;
import io.penstock.error.OverloadedException;
import io.penstock.error.PenstockException;
import io.penstock.error.Problem;
import io.penstock.error.SystemException;
import io.penstock.error.TimeoutException;
import io.penstock.exchange.Answer;
import io.penstock.exchange.Exchange;
import io.penstock.exchange.Outcome;
import io.penstock.exchange.VertxInternals;
import io.penstock.metrics.Retirement;
import io.penstock.time.Deadline;
import io.vertx.core.AsyncResult;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One physical request to the upstream, and its answer. Confined to the exchange's event loop.
 *
 * <p>It goes through a lease, a request and an answer, and may end at any point: by an answer read to its end, a failure, a
 * deadline, a lost connection, or because it is given up. However it ends, {@link #finish} runs once: it stops the
 * deadline, lets go of the request's body, and returns the lease, reusable only where both request and answer were
 * complete.
 */
final class Attempt implements Waiter.Taker, Answer, Exchange.Cancellation {

    private static final Logger LOG = LoggerFactory.getLogger(Attempt.class);

    private static final String EVENT_STREAM = "text/event-stream";

    /** HTTP/2 CANCEL (RFC 9113, section 7); HTTP/1.1 has no codes and closes the connection. */
    private static final long CANCEL = 8;

    private static final long LENGTH_UNKNOWN = -1;

    private final Shard shard;
    private final UpstreamTarget target;
    private final Exchange exchange;
    private final Outcome outcome;
    private final Deadline deadline;
    private long waitStartedNanos;

    private @Nullable Waiter waiter;
    private @Nullable Lease lease;
    private @Nullable HttpClientRequest request;
    private @Nullable Upload upload;
    private @Nullable HttpClientResponse response;
    private @Nullable Reader reader;
    private @Nullable PenstockException brokenBeforeRead;
    private boolean sent;
    private boolean reusable;
    private boolean paused = true;
    private long bodyLeft = LENGTH_UNKNOWN;
    private boolean done;
    private StreamClock clock = StreamClock.STOPPED;

    Attempt(Shard shard, UpstreamTarget target, Exchange exchange, Outcome outcome) {
        this.shard = shard;
        this.target = target;
        this.exchange = exchange;
        this.outcome = outcome;
        this.deadline = exchange.wheel().deadline(this::deadlinePassed);
    }

    void start() {
        PenstockException cancelled = exchange.cancelledBy();
        if (cancelled != null) {
            fail(cancelled);
            return;
        }
        exchange.onCancel(this);
        waitStartedNanos = now();
        Waiter place = shard.acquire(exchange.freshConnectionWanted(), exchange.maxWaitLeftNanos(), this);
        if (lease == null && !done) {
            waiter = place;
        }
    }

    @Override
    public void leased(Lease granted) {
        long waited = waiter == null ? 0 : now() - waitStartedNanos;
        waiter = null;
        lease = granted;
        exchange.waited(waited);
        shard.recorder().leased(waited, granted.reused());
        exchange.attemptStarted(!granted.fresh());
        deadline.armIn(exchange.route().attemptNanos());
        granted.onLost(() -> broke(new NetworkException(
                Problem.CONNECTION_LOST, exchange.route().upstream() + " closed the connection", !sent)));
        if (!done) {
            granted.request(exchange.method(), exchange.target()).onComplete(this::opened);
        }
    }

    @Override
    public void refused(PenstockException reason) {
        exchange.waited(now() - waitStartedNanos);
        waiter = null;
        fail(reason);
    }

    private void opened(AsyncResult<HttpClientRequest> result) {
        if (result.failed()) {
            broke(result.cause());
            return;
        }
        try {
            fill(result.result());
        } catch (RuntimeException e) {
            defect(e);
        }
    }

    private void fill(HttpClientRequest opened) {
        // What ended the attempt has been told; without a handler Vert.x would log it.
        opened.exceptionHandler(this::broke);
        if (done) {
            opened.reset(CANCEL);
            return;
        }
        request = opened;
        opened.headers().addAll(exchange.headers());
        if (granted().multiplexed()) {
            // HTTP/2 has :authority for it.
            opened.headers().remove(HttpHeaders.HOST);
        }
        target.applyTo(opened);
        opened.continueHandler(proceed -> exchange.relayContinue());
        opened.response().onComplete(this::headArrived);
        sent = true;
        upload = new Upload(exchange, opened, this::bodySent);
        upload.start();
    }

    private Lease granted() {
        Lease granted = lease;
        if (granted == null) {
            throw new IllegalStateException("a request is only opened on a lease");
        }
        return granted;
    }

    private void bodySent() {
        if (response == null) {
            deadline.armIn(exchange.route().attemptNanos());
        }
    }

    private void headArrived(AsyncResult<HttpClientResponse> result) {
        if (result.failed()) {
            broke(result.cause());
            return;
        }
        HttpClientResponse head = result.result();
        head.pause();
        head.exceptionHandler(this::broke);
        if (done || lease == null) {
            return;
        }
        if (head.statusCode() < 200) {
            fail(new NetworkException(
                    Problem.BAD_UPSTREAM_ANSWER,
                    "status " + head.statusCode() + " of " + exchange.route().upstream() + "; expected a final one",
                    false));
            return;
        }
        boolean events = isEventStream(head.headers());
        if (events && !lease.claimStream()) {
            fail(new OverloadedException(
                    Problem.STREAMS_EXHAUSTED,
                    "all places for event streams of " + exchange.route().upstream() + " are taken",
                    -1));
            return;
        }
        response = head;
        reusable = KeepAlive.reusable(head);
        bodyLeft = announcedLength(head.headers());
        KeepAlive.timeoutNanos(head.headers()).ifPresent(lease::serverKeepsAlive);
        head.handler(this::chunk);
        head.endHandler(ended -> answered(head));
        clock = StreamClock.start(exchange, events);
        armStreamDeadline();
        exchange.onCancel(null);
        try {
            outcome.answered(this);
        } catch (RuntimeException e) {
            defect(e);
        }
    }

    private static boolean isEventStream(MultiMap headers) {
        String type = headers.get(HttpHeaders.CONTENT_TYPE);
        return type != null && type.regionMatches(true, 0, EVENT_STREAM, 0, EVENT_STREAM.length());
    }

    private static long announcedLength(MultiMap headers) {
        String length = headers.get(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? LENGTH_UNKNOWN : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return LENGTH_UNKNOWN;
        }
    }

    private void chunk(Buffer data) {
        if (bodyLeft > 0) {
            bodyLeft -= data.length();
        }
        if (!done && reader != null) {
            clock.progressed(now());
            reader.data(VertxInternals.bytes(data));
        }
    }

    private void answered(HttpClientResponse whole) {
        if (done) {
            return;
        }
        Reader receiver = reader;
        // Where the upstream answered in full before it had the whole request, the rest is not wanted.
        finish(upload != null && upload.ended());
        if (receiver != null) {
            receiver.end(whole.trailers());
        }
    }

    private void broke(Throwable cause) {
        HttpClientRequest made = request;
        fail(Failures.ofRequest(cause, exchange.route().upstream(), sent, made == null ? -1 : made.streamId()));
    }

    /** Something of this gateway threw: the lease must not be lost over it. */
    private void defect(RuntimeException e) {
        LOG.error("an exchange with {} failed", exchange.route().upstream(), e);
        fail(new SystemException(Problem.INTERNAL_ERROR, "the request could not be sent or its answer handed on"));
    }

    private void fail(PenstockException failure) {
        if (done) {
            return;
        }
        boolean headSeen = response != null;
        finish(false);
        PenstockException located = failure.at(exchange.origin());
        if (!headSeen) {
            exchange.onCancel(null);
            outcome.failed(located);
        } else if (reader != null) {
            reader.broken(located);
        } else {
            brokenBeforeRead = located;
        }
    }

    private void finish(boolean complete) {
        done = true;
        deadline.cancel();
        HttpClientRequest made = request;
        if (upload != null) {
            upload.stop();
        }
        if (made != null && !complete) {
            made.reset(CANCEL);
        }
        if (lease != null) {
            lease.release(unfit(lease, complete));
        }
    }

    /** A stream that is reset leaves an HTTP/2 connection as good as new; HTTP/1.1 has no such thing. */
    private @Nullable Retirement unfit(Lease used, boolean complete) {
        if (complete) {
            return reusable ? null : Retirement.NOT_REUSABLE;
        }
        return used.multiplexed() ? null : Retirement.RESET;
    }

    @Override
    public void cancelled(PenstockException cause) {
        if (waiter != null) {
            exchange.waited(now() - waitStartedNanos);
            shard.leave(waiter);
            waiter = null;
        }
        fail(cause);
    }

    private void deadlinePassed() {
        if (response != null) {
            streamDeadlinePassed();
            return;
        }
        long limit = exchange.route().attemptNanos();
        if (exchange.uploading() && exchange.uploadStalledNanos() < limit) {
            deadline.armIn(limit - exchange.uploadStalledNanos());
            return;
        }
        String upstream = exchange.route().upstream();
        boolean heldBack = upload != null && upload.heldBack();
        boolean callerStalls = exchange.uploading() && !heldBack && !exchange.awaitsContinue();
        fail(
                callerStalls
                        ? new TimeoutException(Problem.CALLER_TOO_SLOW, "no byte of the body came in timeouts.attempt")
                        : new TimeoutException(
                                Problem.ATTEMPT_TIMEOUT, upstream + " did not answer in timeouts.attempt"));
    }

    private void armStreamDeadline() {
        deadline.cancel();
        long left = clock.leftNanos(now());
        if (left != Long.MAX_VALUE) {
            deadline.armIn(left);
        }
    }

    private void streamDeadlinePassed() {
        Problem verdict = clock.verdict(now(), paused);
        if (verdict == null) {
            armStreamDeadline();
        } else {
            fail(new TimeoutException(verdict, exchange.route().upstream() + ": " + verdict.title()));
        }
    }

    @Override
    public HttpVersion version() {
        return head().version();
    }

    @Override
    public int status() {
        return head().statusCode();
    }

    @Override
    public MultiMap headers() {
        return head().headers();
    }

    private HttpClientResponse head() {
        HttpClientResponse head = response;
        if (head == null) {
            throw new IllegalStateException("an answer is only handed on once its head is here");
        }
        return head;
    }

    @Override
    public void read(Reader receiver) {
        reader = receiver;
        if (brokenBeforeRead != null) {
            receiver.broken(brokenBeforeRead);
        } else {
            resume();
        }
    }

    @Override
    public void pause() {
        if (!done && !paused) {
            paused = true;
            head().pause();
        }
    }

    @Override
    public void resume() {
        if (!done && paused) {
            paused = false;
            clock.progressed(now());
            head().resume();
        }
    }

    @Override
    public void cancel() {
        if (done) {
            return;
        }
        if (bodyLeft == 0) {
            // The caller left with all that it came for, and the end is on its way: the connection is as good as new.
            reader = null;
            resume();
        } else {
            finish(false);
        }
    }

    private long now() {
        return exchange.wheel().ticker().nanos();
    }
}
