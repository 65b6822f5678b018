package io.penstock.pool;

import io.netty.buffer.ByteBuf;
import io.penstock.error.PenstockException;
import io.penstock.error.Problem;
import io.penstock.error.SystemException;
import io.penstock.error.TimeoutException;
import io.penstock.exchange.Exchange;
import io.penstock.exchange.Gate;
import io.penstock.exchange.Outcome;
import io.penstock.metrics.Retirement;
import io.penstock.time.Deadline;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpVersion;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One physical request to the upstream, and its answer. Confined to the exchange's event loop.
 *
 * <p>It goes through a lease, a stream and an {@link IncomingAnswer}, and may end at any point: by an answer read to its
 * end, a failure, a deadline, or because it is given up. However it ends, {@link #finish} runs once: it stops the deadline,
 * lets go of the request's body, and returns the lease, reusable only where both request and answer were complete.
 */
final class Attempt implements Waiter.Taker, LinkStream.Events, Exchange.Cancellation {

    private static final Logger LOG = LoggerFactory.getLogger(Attempt.class);

    /** When to look again while event loops disagree about an upstream's URL; a change reaches all of them soon. */
    private static final long MOVE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final Shard shard;
    private final Place place;
    private final Gate gate;
    private final Permit permit;
    private final Exchange exchange;
    private final Outcome outcome;
    private final Deadline deadline;
    private @Nullable Waiter waiter;
    private @Nullable Lease lease;
    private @Nullable LinkStream stream;
    private @Nullable Upload upload;
    private @Nullable IncomingAnswer answer;
    private boolean reusable;
    private boolean done;

    Attempt(Shard shard, Place place, Gate gate, Exchange exchange, Outcome outcome) {
        this.shard = shard;
        this.place = place;
        this.gate = gate;
        this.permit = new Permit(gate, exchange);
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
        Waiter joined = shard.acquire(exchange.freshConnectionWanted(), exchange.maxWaitLeftNanos(), this);
        waiter = lease == null && !done && joined != null ? joined : waiter;
    }

    @Override
    public void leased(Lease granted) {
        UpstreamTarget target = place.target();
        Waiter served = waiter;
        if (target == null || !granted.leadsTo(target.url())) {
            endWait();
            elsewhere(granted);
        } else if (!permitted(granted, target)) {
            return;
        }
        if (served != null) {
            shard.queue().served(served);
        }
    }

    /** Sends where the gate grants it; false where the call keeps its place in the queue. */
    private boolean permitted(Lease granted, UpstreamTarget target) {
        long now = now();
        long verdict = permit.ask(now);
        if (verdict == Gate.GRANTED) {
            begin(granted, target, now);
        } else if (verdict > 0 && verdict <= waitLeftNanos(now)) {
            // First the place, then the connection: whoever is given it must not overtake.
            permit.waits();
            waiter = shard.queue().hold(waiter, exchange.freshConnectionWanted(), verdict, waitLeftNanos(now), this);
            granted.release(null);
            return false;
        } else {
            granted.release(null);
            endWait();
            fail(permit.refusal(verdict));
        }
        return true;
    }

    private void begin(Lease granted, UpstreamTarget target, long now) {
        lease = granted;
        long waited = endWait();
        permit.leased(waited);
        shard.recorder().leased(waited, granted.reused());
        exchange.attemptStarted(!granted.fresh());
        if (done) {
            return;
        }
        deadline.armFrom(now, exchange.route().attemptNanos());
        try {
            send(granted, target);
        } catch (PenstockException e) {
            fail(e);
        } catch (RuntimeException e) {
            defect(e);
        }
    }

    /** Another event loop's connection leads to where the upstream was, or will be: soon both loops know the same. */
    private void elsewhere(Lease granted) {
        granted.release(null);
        exchange.waited(MOVE_NANOS);
        if (waitLeftNanos(now()) > 0) {
            exchange.wheel().schedule(MOVE_NANOS, this::start);
        } else {
            fail(Failures.moving(exchange.route().upstream()));
        }
    }

    private long waitLeftNanos(long now) {
        return exchange.waitLeftNanos(now, waiter == null ? 0 : now - waiter.sinceNanos);
    }

    @Override
    public int urgency() {
        return exchange.urgency();
    }

    @Override
    public @Nullable String consumer() {
        String header = shard.pool().consumerHeader();
        return header == null ? null : exchange.headers().get(header);
    }

    @Override
    public @Nullable Object scope() {
        return gate == Gate.open() ? null : gate.scope(exchange);
    }

    @Override
    public @Nullable PenstockException shut() {
        return gate.shut(exchange);
    }

    @Override
    public @Nullable PenstockException hopeless(int ahead) {
        long now = now();
        long wait = gate.forecastNanos(exchange, ahead, now);
        return wait > 0 && wait > waitLeftNanos(now) ? gate.refusal(exchange, wait) : null;
    }

    /** Adds the wait, where there was one, to those of the exchange; the time that it took. */
    private long endWait() {
        Waiter ended = waiter;
        if (ended == null) {
            return 0;
        }
        waiter = null;
        long waited = now() - ended.sinceNanos;
        exchange.waited(waited);
        return waited;
    }

    @Override
    public void refused(PenstockException reason) {
        endWait();
        permit.unreachable(reason);
        fail(reason);
    }

    private void send(Lease granted, UpstreamTarget target) {
        permit.used();
        long length = exchange.body().length();
        LinkStream opened =
                granted.open(target.head(exchange.method(), exchange.target(), exchange.headers(), length), this);
        if (done) {
            return;
        }
        stream = opened;
        if (length != 0) {
            upload = new Upload(exchange, opened, this::bodySent);
            upload.start();
        }
    }

    private void bodySent() {
        if (answer == null) {
            deadline.armIn(exchange.route().attemptNanos());
        }
    }

    @Override
    public void drained() {
        if (!done && upload != null) {
            upload.drained();
        }
    }

    @Override
    public void proceed() {
        exchange.relayContinue();
    }

    @Override
    public void head(HttpVersion version, int status, MultiMap headers) {
        Lease used = lease;
        if (done || used == null) {
            return;
        }
        String upstream = exchange.route().upstream();
        if (status < 200) {
            fail(Failures.notFinal(status, upstream));
            return;
        }
        boolean events = StreamClock.isEventStream(headers);
        if (events && !used.claimStream()) {
            fail(Failures.noPlaceForStream(upstream));
            return;
        }
        permit.answered(status, headers);
        reusable = used.multiplexed() || KeepAlive.reusable(version, headers);
        KeepAlive.timeoutNanos(headers).ifPresent(used::serverKeepsAlive);
        StreamClock clock = StreamClock.start(exchange, events);
        answer = new IncomingAnswer(this, version, status, headers, clock);
        long left = clock.leftNanos(now());
        if (left < exchange.route().attemptNanos()) {
            // Else the deadline rings before the stream's, which is looked at then: most end sooner.
            deadline.armIn(left);
        }
        exchange.onCancel(null);
        try {
            outcome.answered(answer);
        } catch (RuntimeException e) {
            defect(e);
        }
    }

    @Override
    public void data(ByteBuf chunk) {
        IncomingAnswer incoming = answer;
        if (done || incoming == null) {
            chunk.release();
            return;
        }
        try {
            incoming.data(chunk);
        } catch (RuntimeException e) {
            defect(e);
        }
    }

    @Override
    public void burstEnd() {
        if (!done && answer != null) {
            answer.burstEnd();
        }
    }

    /** Whether what arrived together is being handed on. */
    boolean bursting() {
        return stream != null && stream.bursting();
    }

    @Override
    public void end(MultiMap trailers) {
        IncomingAnswer incoming = answer;
        if (!done && incoming != null) {
            // Where the upstream answered in full before it had the whole request, the rest is not wanted.
            finish(upload == null || upload.ended());
            incoming.end(trailers);
        }
    }

    @Override
    public void broken(Throwable cause, boolean unhandled) {
        fail(Failures.ofRequest(cause, exchange.route().upstream(), unhandled));
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
        finish(false);
        permit.failed(failure);
        PenstockException located = failure.at(exchange.origin());
        if (answer == null) {
            exchange.onCancel(null);
            outcome.failed(located);
        } else {
            answer.broken(located);
        }
    }

    private void finish(boolean complete) {
        done = true;
        deadline.cancel();
        if (upload != null) {
            upload.stop();
        }
        if (stream != null && !complete) {
            stream.reset();
        }
        if (lease != null) {
            lease.release(unfit(lease, complete));
        }
        if (permit.ended()) {
            shard.queue().freed(gate.scope(exchange));
        }
    }

    /** A stream that is reset leaves an HTTP/2 connection as good as new; HTTP/1.1 has no such thing. */
    private @Nullable Retirement unfit(Lease used, boolean complete) {
        if (complete) {
            return reusable ? null : Retirement.NOT_REUSABLE;
        }
        return used.multiplexed() ? null : Retirement.RESET;
    }

    /** Holds the answer's body back, or lets it flow. */
    void hold(boolean back) {
        LinkStream flowing = done ? null : stream;
        if (flowing != null && back) {
            flowing.pause();
        } else if (flowing != null) {
            flowing.resume();
        }
    }

    /** The caller does not want the rest of the answer. */
    void giveUp() {
        if (!done) {
            finish(false);
        }
    }

    @Override
    public void cancelled(PenstockException cause) {
        if (waiter != null) {
            shard.leave(waiter);
            endWait();
        }
        fail(cause);
    }

    private void deadlinePassed() {
        if (answer != null) {
            streamDeadlinePassed(answer);
            return;
        }
        long left = exchange.route().attemptNanos() - exchange.upload().stalledNanos();
        if (exchange.uploading() && left > 0) {
            deadline.armIn(left);
            return;
        }
        boolean heldBack = upload != null && upload.heldBack();
        boolean callerStalls = exchange.uploading() && !heldBack && !exchange.awaitsContinue();
        fail(
                callerStalls
                        ? Failures.callerTooSlow()
                        : Failures.noAnswer(exchange.route().upstream()));
    }

    private void streamDeadlinePassed(IncomingAnswer incoming) {
        StreamClock clock = incoming.clock();
        Problem verdict = clock.verdict(now(), incoming.paused());
        if (verdict != null) {
            fail(new TimeoutException(verdict, exchange.route().upstream() + ": " + verdict.title()));
            return;
        }
        long left = clock.leftNanos(now());
        if (left != Long.MAX_VALUE) {
            deadline.armIn(left);
        }
    }

    long now() {
        return exchange.wheel().ticker().nanos();
    }
}
