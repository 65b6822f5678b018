package io.penstock.token;

import io.penstock.metrics.Metrics;
import io.penstock.metrics.TokenRecorder;
import io.penstock.time.Deadline;
import io.penstock.time.DeadlineWheel;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one credential's token fresh: the state machine behind it. Confined to the event loop of the token verticle.
 *
 * <p>There is at most one request for a token in flight, whoever asks: a timer ahead of the token's end, an event loop that
 * has none, a 401, or a person. Asking while one is in flight, or while a pause after a failure lasts, changes nothing. What
 * changes is told to every event loop once, as a {@link TokenSnapshot}; a loop that asked in vain is told, too.
 *
 * <p>A new token does not depend on the state before; what may follow is:
 *
 * <pre>
 * idle, unavailable   → fetching     first use, or start where eager
 * fetching            → valid | unavailable (a pause, then again) | failed (refused for good)
 * valid               → valid        refreshed ahead of its end, or after a 401
 *                     → idle         nobody used it: left to lapse
 *                     → unavailable | failed   no successor came before its end
 *                     → rejected     even a token that was issued during a call did not help that call
 * failed, rejected    → as before, after the cool-down or on request
 * any                 → revoked      on request, until a token is requested
 * </pre>
 */
final class TokenKeeper {

    /** In place of a token's number: nothing was refused. */
    static final long NONE = -1;

    private final String name;
    private final String type;
    private final TokenIssuer issuer;
    private final TokenPlacement placement;
    private final RefreshPolicy policy;
    private final DeadlineWheel wheel;
    private final RandomGenerator random;
    private final TokenEvents events;
    private final TokenRecorder recorder;
    private final Deadline next;
    private final Deadline warning;
    private final Deadline end;
    private final TokenBroadcast loops;
    private final List<Promise<Void>> requests = new ArrayList<>();

    private @Nullable IssuedToken token;
    private @Nullable Signature signature;
    private TokenLife life;
    private long lifeNanos;
    private long generation;
    private long issuedNanos;
    private long lastAskNanos;
    private long fetchedNanos;
    private boolean fetching;
    private boolean blocked;
    private boolean failedForGood;
    private boolean revoked;
    private boolean stopped;
    private long curableFromNanos;
    private long nextTryNanos;
    private int failures;
    private @Nullable String reason;
    private @Nullable Long skewMillis;

    TokenKeeper(
            ManagedCredential credential,
            TokenIssuer issuer,
            DeadlineWheel wheel,
            RandomGenerator random,
            TokenEvents events,
            Metrics metrics) {
        this.name = credential.name();
        this.type = credential.type();
        this.placement = credential.placement();
        this.policy = credential.policy();
        this.issuer = issuer;
        this.wheel = wheel;
        this.random = random;
        this.events = events;
        this.next = wheel.deadline(this::due);
        this.warning = wheel.deadline(this::warn);
        this.end = wheel.deadline(this::ended);
        long now = wheel.ticker().nanos();
        this.life = new TokenLife(now, now, true);
        this.lastAskNanos = now;
        this.nextTryNanos = now;
        this.curableFromNanos = now;
        this.loops = new TokenBroadcast(TokenSnapshot.idle(now));
        this.recorder = metrics.credential(name, () -> snapshot().secondsToExpiry(now()));
    }

    /** Fetches the first token where that is not left to the first use. */
    void start() {
        if (policy.eager()) {
            fetch();
        }
    }

    /** Asks for nothing more; ends when what is in flight has, so that a refresh token that it brings is kept. */
    Future<Void> stop() {
        stopped = true;
        cancelTimers();
        return fetching ? join() : Future.succeededFuture();
    }

    /** Tells an event loop from now on; {@code onLoop} runs there. */
    void add(LoopCredential loop, Executor onLoop) {
        loops.add(loop, onLoop);
    }

    /**
     * A loop asks for a token.
     *
     * @param number the loop's own count of its questions
     * @param refused the number of the token that the upstream answered 401 to, or {@link #NONE}
     */
    void ask(LoopCredential loop, long number, long refused) {
        lastAskNanos = now();
        loops.asked(loop, number);
        if (mayFetch(refused)) {
            fetch();
        } else {
            loops.repeat(loop);
        }
    }

    /** A 401 came to a token that had been issued during the call: refreshing is no cure. */
    void survived(long refused) {
        if (refused == generation && !rejected()) {
            curableFromNanos = now() + policy.cooldownNanos();
            events.rejected(name);
            publish();
        }
    }

    /** Fetches a token now, whatever failed before; joins the request that is in flight. */
    Future<Void> refresh() {
        Future<Void> answer = join();
        if (!fetching) {
            revoked = false;
            failedForGood = false;
            curableFromNanos = now();
            issuer.insist();
            fetch();
        }
        return answer;
    }

    private Future<Void> join() {
        Promise<Void> request = Promise.promise();
        requests.add(request);
        return request.future();
    }

    /** Uses the token no more, and has the provider forget it; fails with a {@link TokenFailure} where that failed. */
    Future<Void> revoke() {
        revoked = true;
        failures = 0;
        reason = null;
        signature = null;
        cancelTimers();
        events.revoked(name);
        publish();
        // What is in flight may bring a token that must be forgotten in place of this one.
        return fetching ? join().transform(ended -> forget()) : forget();
    }

    private Future<Void> forget() {
        IssuedToken given = token;
        token = null;
        return issuer.revoke(given == null ? null : given.accessToken());
    }

    /** The newest snapshot; may be called on any thread. */
    TokenSnapshot snapshot() {
        return loops.newest();
    }

    /** A look at the credential; may be called on any thread. */
    CredentialStatus status() {
        return snapshot().report(name, type, now());
    }

    /** Counts what happens to the credential. */
    TokenRecorder recorder() {
        return recorder;
    }

    private boolean mayFetch(long refused) {
        if (fetching || revoked || stopped || (blocked && now() - nextTryNanos < 0)) {
            return false;
        }
        long now = now();
        boolean wanting = signature == null || !life.usable(now) || now - life.refreshAtNanos() >= 0;
        return wanting || (refused == generation && !rejected());
    }

    private boolean rejected() {
        return now() - curableFromNanos < 0;
    }

    private void fetch() {
        fetching = true;
        fetchedNanos = now();
        next.cancel();
        if (generation > 0) {
            events.refreshing(name);
        }
        publish();
        Future.succeededFuture().compose(called -> issuer.issue()).onComplete(this::fetched);
    }

    private void fetched(AsyncResult<TokenIssuer.Issued> result) {
        fetching = false;
        if (stopped || revoked) {
            token = result.succeeded() ? result.result().token() : token;
            publish();
            answer(stopped ? "the gateway is shutting down" : "the credential was revoked");
            return;
        }
        TokenFailure failure = result.succeeded() ? adopt(result.result()) : TokenFailures.known(result.cause());
        recorder.fetched(failure == null ? "success" : TokenFailures.label(failure.kind()), now() - fetchedNanos);
        if (failure != null) {
            failed(failure);
        }
        publish();
        answer(failure == null ? null : failure.code() + ": " + failure.getMessage());
    }

    /** Takes a token over; says what is wrong where it cannot be used. */
    private @Nullable TokenFailure adopt(TokenIssuer.Issued issued) {
        IssuedToken fresh = issued.token();
        Signature made;
        try {
            made = placement.sign(fresh.accessToken(), fresh.kept());
        } catch (IllegalArgumentException e) {
            return TokenFailures.refusedForNow("unusable-token", "the token signs no request: " + e.getMessage());
        }
        TokenLife newLife = TokenLife.of(fresh.lifeNanos(), issued.askedNanos(), policy, random);
        if (token != null && token.accessToken().equals(fresh.accessToken())) {
            newLife = newLife.broughtBack(now(), policy.backoffBaseNanos());
        }
        if (!newLife.usable(now())) {
            return TokenFailures.refusedForNow("token-expired", "the token had expired when it arrived");
        }
        boolean first = signature == null;
        int failuresBefore = failures;
        token = fresh;
        signature = made;
        life = newLife;
        lifeNanos = Math.max(0, fresh.lifeNanos());
        generation++;
        issuedNanos = now();
        skewMillis = fresh.skewMillis() != null ? fresh.skewMillis() : skewMillis;
        failures = 0;
        reason = null;
        blocked = false;
        failedForGood = false;
        nextTryNanos = life.refreshAtNanos();
        next.armIn(nextTryNanos - now());
        long usableFor = life.known() ? life.usableUntilNanos() - now() : -1;
        end.armIn(life.usableUntilNanos() - now());
        warning.armIn((life.refreshAtNanos() - now()) / 2 + (life.usableUntilNanos() - now()) / 2);
        if (first) {
            events.generated(name, usableFor);
        } else {
            events.refreshed(name, usableFor, failuresBefore);
        }
        return null;
    }

    private void failed(TokenFailure failure) {
        failures++;
        reason = failure.code() + ": " + failure.getMessage();
        blocked = true;
        boolean permanent = failure.kind() == TokenFailure.Kind.PERMANENT;
        failedForGood = permanent || issuer.exhausted();
        long pause;
        if (issuer.exhausted()) {
            pause = TokenLife.NEVER_NANOS;
        } else if (permanent) {
            pause = policy.cooldownNanos();
        } else {
            pause = Backoff.nanos(failures, lifeNanos, failure.retryAfterNanos(), policy, random);
            if (issuer.inDoubt() && life.known() && life.usable(now())) {
                // Asking once more may cost the token that still serves.
                pause = Math.max(pause, life.lastCallNanos(lifeNanos) - now());
            }
        }
        nextTryNanos = now() + pause;
        next.armIn(pause);
        events.failed(name, failure, failures, issuer.exhausted() ? -1 : pause);
    }

    /** A token is due, or a pause is over. */
    private void due() {
        blocked = false;
        if (wantedLately()) {
            fetch();
        } else {
            // The next use asks.
            publish();
        }
    }

    private boolean wantedLately() {
        if (policy.idleNanos() == 0) {
            return true;
        }
        long now = now();
        return Math.min(now - lastAskNanos, loops.unusedNanos(now)) < policy.idleNanos();
    }

    private void warn() {
        if (wantedLately()) {
            events.expiring(name, life.usableUntilNanos() - now());
        }
    }

    private void ended() {
        events.expired(name, !wantedLately());
        signature = null;
        publish();
    }

    private void cancelTimers() {
        next.cancel();
        warning.cancel();
        end.cancel();
    }

    private void answer(@Nullable String failure) {
        List<Promise<Void>> answered = List.copyOf(requests);
        requests.clear();
        for (Promise<Void> request : answered) {
            if (failure == null) {
                request.complete();
            } else {
                request.fail(failure);
            }
        }
    }

    private void publish() {
        long now = now();
        boolean usable = signature != null && life.usable(now);
        boolean restless = !fetching && !blocked;
        IssuedToken newest = token;
        loops.publish(new TokenSnapshot(
                state(usable),
                generation,
                usable ? signature : null,
                usable ? (restless ? life.refreshAtNanos() : life.usableUntilNanos()) : now,
                usable ? life.usableUntilNanos() : now,
                life.known(),
                issuedNanos,
                fetching,
                blocked || revoked,
                revoked ? now + TokenLife.NEVER_NANOS : nextTryNanos,
                failures,
                revoked ? "revoked" : reason,
                curableFromNanos,
                newest == null ? Map.of() : newest.kept(),
                skewMillis));
    }

    private CredentialState state(boolean usable) {
        if (revoked) {
            return CredentialState.REVOKED;
        }
        if (failedForGood) {
            return CredentialState.FAILED;
        }
        if (usable) {
            return rejected() ? CredentialState.REJECTED : CredentialState.VALID;
        }
        if (failures > 0) {
            return CredentialState.UNAVAILABLE;
        }
        return fetching ? CredentialState.FETCHING : CredentialState.IDLE;
    }

    private long now() {
        return wheel.ticker().nanos();
    }
}
