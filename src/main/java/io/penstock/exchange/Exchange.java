package io.penstock.exchange;

import io.penstock.error.PenstockException;
import io.penstock.time.DeadlineWheel;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One call of a consumer, from its first byte to the last byte of the answer. Confined to one event loop, and never
 * shared with another exchange.
 */
public final class Exchange {

    private static final Set<HttpMethod> IDEMPOTENT =
            Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.PUT, HttpMethod.DELETE, HttpMethod.OPTIONS);

    private final RouteSettings route;
    private final DeadlineWheel wheel;
    private final HttpMethod method;
    private String target;
    private final MultiMap headers;
    private final RequestBody body;
    private final long startedNanos;

    private long totalNanos;
    private long callersMaxWaitNanos = Long.MAX_VALUE;
    private long waitedNanos;
    private long pausedNanos;
    private int attempts;
    private boolean freshConnectionWanted;
    private boolean connectionPooled;
    private boolean continueRelayed;
    private @Nullable Runnable continueRelay;
    private @Nullable Signer signer;
    private @Nullable Gate refuser;
    private @Nullable LimitView limitedBy;
    private @Nullable Cancellation cancellation;
    private @Nullable Cancellation leave;
    private @Nullable PenstockException cancelledBy;
    private @Nullable Exchange whole;
    private @Nullable Note notes;
    private @Nullable WalkResumption walkResumption;
    private @Nullable UploadClock upload;

    /**
     * A call that has just arrived.
     *
     * @param target the path and query to ask the upstream for, its base path included
     * @param headers the fields to send, already stripped of what must not pass; owned by the exchange
     */
    public Exchange(
            RouteSettings route,
            DeadlineWheel wheel,
            HttpMethod method,
            String target,
            MultiMap headers,
            RequestBody body) {
        this.route = route;
        this.wheel = wheel;
        this.method = method;
        this.target = target;
        this.headers = headers;
        this.body = body;
        this.startedNanos = wheel.ticker().nanos();
        this.totalNanos = route.totalNanos();
    }

    /**
     * One of several attempts of this exchange that run at the same time: sent, waited for and cancelled by itself, while its
     * attempts count for the whole. For requests without a body.
     */
    public Exchange leg() {
        return leg(target, HttpHeaders.headers().addAll(headers), body);
    }

    /** A part of this exchange that asks for something else: sent, waited for and cancelled by itself, as {@link #leg()} is. */
    public Exchange leg(String otherTarget, MultiMap otherHeaders, RequestBody otherBody) {
        Exchange leg = new Exchange(route, wheel, method, otherTarget, otherHeaders, otherBody);
        leg.whole = this;
        leg.callersMaxWaitNanos = callersMaxWaitNanos;
        leg.waitedNanos = waitedNanos;
        leg.pausedNanos = pausedNanos;
        leg.freshConnectionWanted = freshConnectionWanted;
        return leg;
    }

    /** The settings in force. */
    public RouteSettings route() {
        return route;
    }

    /** The deadlines of this exchange's event loop. */
    public DeadlineWheel wheel() {
        return wheel;
    }

    /** The request's method. */
    public HttpMethod method() {
        return method;
    }

    /** The method and the route's path, such as {@code GET /contacts/{id}}, as logs and events name it. Made anew each time. */
    public String operation() {
        String pattern = route.pattern();
        return method.name() + ' ' + pattern.substring(pattern.indexOf(' ') + 1);
    }

    /** Whether sending the request twice has the effect of sending it once (RFC 9110, section 9.2.2). */
    public boolean idempotent() {
        return IDEMPOTENT.contains(method);
    }

    /** The path and query that the upstream is asked for. */
    public String target() {
        return target;
    }

    /** Asks the upstream for another path and query from now on. */
    public void retarget(String newTarget) {
        target = newTarget;
    }

    /** The fields that the upstream is sent. */
    public MultiMap headers() {
        return headers;
    }

    /** The request's body. */
    public RequestBody body() {
        return body;
    }

    /** When the call arrived, on the wheel's clock. */
    public long startedNanos() {
        return startedNanos;
    }

    /** The longest sum of waits for a connection that is left, in nanoseconds; 0 or less where none is. */
    public long maxWaitLeftNanos() {
        return Math.min(route.maxWaitNanos() - waitedNanos, pauseLeftNanos());
    }

    /** The longest pause between two attempts that the caller is ready to wait, in nanoseconds; 0 or less for none. */
    public long pauseLeftNanos() {
        return callersMaxWaitNanos - waitedNanos();
    }

    /**
     * How long the call may still wait from now on: neither beyond what it allows for waits, nor beyond its deadline.
     *
     * @param waitingNanos the wait that has not ended yet
     */
    public long waitLeftNanos(long nowNanos, long waitingNanos) {
        long spent = nowNanos - startedNanos - deadlinePauseNanos();
        return Math.min(maxWaitLeftNanos() - waitingNanos, totalNanos - spent);
    }

    /** Lowers the longest sum of all waits, as a caller may ask for. */
    public void limitWait(long nanos) {
        callersMaxWaitNanos = Math.min(callersMaxWaitNanos, nanos);
    }

    /** Adds a wait for a connection that has ended. */
    public void waited(long nanos) {
        waitedNanos += nanos;
    }

    /** Adds a pause between two attempts that has ended. */
    public void paused(long nanos) {
        pausedNanos += nanos;
    }

    /** The time spent waiting so far, for connections and between attempts. */
    public long waitedNanos() {
        return waitedNanos + pausedNanos;
    }

    /** Lowers the time up to the answer's head, as a caller may ask for. */
    public void limitTotal(long nanos) {
        totalNanos = Math.min(totalNanos, nanos);
    }

    /** Has the call last as long, and be as urgent, as one that waits for its answer too, on any event loop, unchanged. */
    public void alsoFor(Exchange other) {
        totalNanos = Math.max(totalNanos, other.startedNanos - startedNanos + other.totalNanos);
        if (other.urgency() < urgency()) {
            headers.set(Urgency.PRIORITY, other.headers.get(Urgency.PRIORITY));
        }
    }

    /** The time left for the answer's head to come, in nanoseconds, whoever waits for it; 0 or less where none is. */
    public long totalLeftNanos() {
        return totalNanos - (wheel.ticker().nanos() - startedNanos - deadlinePauseNanos());
    }

    /** The same for this exchange's own caller alone, as the route limits it: others who wait may have longer. */
    public long callersTotalLeftNanos() {
        return route.totalNanos() - (wheel.ticker().nanos() - startedNanos - deadlinePauseNanos());
    }

    /** Says what signs the requests, in place of what said so before. */
    public void signWith(Signer newSigner) {
        signer = newSigner;
    }

    /** Whether this gateway signs the requests, so that the credentials among the fields are not the caller's. */
    public boolean signed() {
        return signer != null;
    }

    /** Counts a request about to be sent, and signs it: read target and fields afterwards. Cancelled where it cannot be sent. */
    public void attemptStarted(boolean onPooledConnection) {
        connectionPooled = onPooledConnection;
        Signer signing = signer;
        if (signing != null) {
            signing.sign(this);
        }
        if (cancelledBy == null) {
            attempts++;
            Exchange counted = whole;
            if (counted != null) {
                counted.attempts++;
                counted.connectionPooled = onPooledConnection;
            }
        }
    }

    /** How many requests were sent to the upstream so far. */
    public int attempts() {
        return attempts;
    }

    /** Whether the last attempt went over a connection that had stood in the pool, and may have died there unseen. */
    public boolean connectionPooled() {
        return connectionPooled;
    }

    /** Notes which of several gates refused the last permit that was asked for. */
    void refusedBy(Gate gate) {
        refuser = gate;
    }

    /** The gate that refused last; null where none did, or where there is but one. */
    @Nullable
    Gate refuser() {
        return refuser;
    }

    /** Notes the limit that keeps the call from being sent. */
    public void limitedBy(LimitView limit) {
        limitedBy = limit;
    }

    /** The limit that kept the call from being sent last; null where none did. */
    public @Nullable LimitView limitedBy() {
        return limitedBy;
    }

    /** Lets a gate find again what it keeps for calls like this one, so that what it took there goes back there. */
    public void note(Object gate, Object state) {
        notes = new Note(gate, state, notes);
    }

    /** What the gate has noted last; null where it has noted nothing. */
    public @Nullable Object noted(Object gate) {
        return Note.find(notes, gate);
    }

    /** How urgent the call is: 0 most, 7 least, as its {@code Priority} field says (RFC 9218). Reads the field each time. */
    public int urgency() {
        return Urgency.of(headers);
    }

    /** The clock of the request's body on its way to the upstream. */
    public UploadClock upload() {
        if (upload == null) {
            upload = new UploadClock(wheel.ticker());
        }
        return upload;
    }

    /** Whether the request's body is on its way to the upstream. */
    public boolean uploading() {
        return upload != null && upload.flowing();
    }

    /** The time for which deadlines stood still, in nanoseconds: the body was flowing. A stall since its last progress counts. */
    public long deadlinePauseNanos() {
        return upload == null ? 0 : upload.flowedNanos();
    }

    /** Asks that the next attempt go over a connection that has just been opened. */
    public void wantFreshConnection() {
        freshConnectionWanted = true;
    }

    /** Whether the next attempt must go over a connection that has just been opened. */
    public boolean freshConnectionWanted() {
        return freshConnectionWanted;
    }

    /** Asks that a page walk go on where it broke. */
    public void resumeWalk(WalkResumption resumption) {
        walkResumption = resumption;
    }

    /** Where a page walk is to go on; null where it is to begin. */
    public @Nullable WalkResumption walkResumption() {
        return walkResumption;
    }

    /** Says how a {@code 100 Continue} of the upstream reaches the caller. */
    public void onContinue(Runnable relay) {
        continueRelay = relay;
    }

    /** Relays a {@code 100 Continue}, at most once for the exchange whatever the number of attempts. */
    public void relayContinue() {
        Runnable relay = continueRelay;
        if (!continueRelayed && relay != null) {
            continueRelayed = true;
            relay.run();
        }
    }

    /** Whether the caller may be waiting for a {@code 100 Continue} that the upstream has not sent. */
    public boolean awaitsContinue() {
        return !continueRelayed && headers.contains(HttpHeaders.EXPECT);
    }

    /**
     * Says how the stage that waits now gives up; replaces what an earlier stage said. Null where nothing waits. A stage
     * that is given up must still deliver its outcome.
     */
    public void onCancel(@Nullable Cancellation cancellation) {
        this.cancellation = cancellation;
    }

    /**
     * Says who is told that the caller wants no answer any more, in place of the exchange's end: others may wait for the same
     * answer. Null ends it again.
     */
    public void onLeave(@Nullable Cancellation leave) {
        this.leave = leave;
    }

    /**
     * Tells before the answer's head that its caller wants none any more: it left, or its deadline passed. Ends the exchange,
     * unless others wait for the answer too.
     */
    public void leave(PenstockException cause) {
        Cancellation told = leave;
        if (told == null) {
            cancel(cause);
        } else {
            told.cancelled(cause);
        }
    }

    /** Ends the exchange before its answer's head, whoever waits for it. */
    public void cancel(PenstockException cause) {
        if (cancelledBy != null) {
            return;
        }
        cancelledBy = cause;
        Cancellation waiting = cancellation;
        cancellation = null;
        if (waiting != null) {
            waiting.cancelled(cause);
        }
    }

    /** Why the exchange was ended, or null where it was not. A stage must not start anything for an ended exchange. */
    public @Nullable PenstockException cancelledBy() {
        return cancelledBy;
    }

    /** Where this exchange stands, for a failure's report. */
    public PenstockException.Origin origin() {
        return new PenstockException.Origin(
                route.upstream(),
                operation(),
                whole == null ? attempts : whole.attempts,
                waitedNanos() / 1_000_000,
                Map.of());
    }

    /** Gives up a wait. */
    @FunctionalInterface
    public interface Cancellation {

        /** Stops waiting, returns what is held, and fails the waiting outcome with the cause. */
        void cancelled(PenstockException cause);
    }
}
