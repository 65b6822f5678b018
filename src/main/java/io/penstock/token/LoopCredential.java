package io.penstock.token;

import io.penstock.error.CredentialException;
import io.penstock.error.Problem;
import io.penstock.metrics.TokenRecorder;
import io.penstock.time.Deadline;
import io.penstock.time.DeadlineWheel;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One event loop's end of a credential: the newest token in a plain field, and the calls that wait for a newer one. Confined
 * to that loop.
 *
 * <p>It asks its keeper at most one question at a time, and numbers them: a snapshot that was under way before a question
 * was read is no answer to it.
 */
public final class LoopCredential {

    private static final int MOST_WAITING = 10_000;
    private static final long MOST_RETRY_AFTER_NANOS = TimeUnit.HOURS.toNanos(1);

    private final String name;
    private final DeadlineWheel wheel;
    private final TokenRecorder recorder;
    private final @Nullable KeeperLink keeper;
    private final AtomicLong usedNanos;
    private final Set<Waiting> waiting = new LinkedHashSet<>();
    private final List<Consumer<Map<String, String>>> keptListeners = new ArrayList<>();
    private TokenSnapshot snapshot;
    private boolean nudged;
    private long asked;
    private long askedRefused;
    private long answered;

    LoopCredential(String name, DeadlineWheel wheel, TokenRecorder recorder, KeeperLink keeper) {
        this(name, wheel, recorder, keeper, TokenSnapshot.idle(wheel.ticker().nanos()));
    }

    private LoopCredential(
            String name,
            DeadlineWheel wheel,
            TokenRecorder recorder,
            @Nullable KeeperLink keeper,
            TokenSnapshot snapshot) {
        this.name = name;
        this.wheel = wheel;
        this.recorder = recorder;
        this.keeper = keeper;
        this.snapshot = snapshot;
        this.usedNanos = new AtomicLong(wheel.ticker().nanos());
    }

    /** A credential that never changes: a key, a password, a token that somebody else keeps fresh. */
    public static LoopCredential fixed(String name, Signature signature, DeadlineWheel wheel, TokenRecorder recorder) {
        TokenSnapshot fixed = TokenSnapshot.fixed(signature, wheel.ticker().nanos());
        return new LoopCredential(name, wheel, recorder, null, fixed);
    }

    /** The credential's name. */
    public String name() {
        return name;
    }

    /** Whether its tokens are fetched and refreshed, so that a 401 may be cured. */
    boolean managed() {
        return keeper != null;
    }

    /** A further value of the provider's newest answer; null where it has none of the name, or there is no answer yet. */
    @Nullable
    String kept(String value) {
        return snapshot.kept().get(value);
    }

    /**
     * Tells the further values of the provider's newest answer, by name, whenever they change, before a call that waits gets
     * its token; an empty map where there is none any more. What is there already is told at once.
     */
    public void onKept(Consumer<Map<String, String>> listener) {
        keptListeners.add(listener);
        if (!snapshot.kept().isEmpty()) {
            listener.accept(snapshot.kept());
        }
    }

    TokenRecorder recorder() {
        return recorder;
    }

    /** The newest snapshot where it can sign now; null where a call must wait, or fail. Notes that it is used. */
    @Nullable
    TokenSnapshot use() {
        TokenSnapshot newest = snapshot;
        if (keeper == null) {
            return newest;
        }
        long now = now();
        // Read by the keeper to see whether anybody cares; a value that is a moment old will do.
        usedNanos.setOpaque(now);
        return now - newest.calmUntilNanos() < 0 ? newest : restless(newest, now);
    }

    /** A successor should be on its way by now: where nobody wanted one lately, somebody does now. */
    private @Nullable TokenSnapshot restless(TokenSnapshot newest, long now) {
        if (!newest.usable(now)) {
            return null;
        }
        if (!nudged && !newest.fetching() && !newest.blocked(now)) {
            nudged = true;
            ask(TokenKeeper.NONE);
        }
        return newest;
    }

    /** Whether a 401 to the token of that number may be cured by a newer one. */
    boolean curable(long generation) {
        long now = now();
        return keeper != null && (snapshot.newerThan(generation, now) || snapshot.fetching() || snapshot.curable(now));
    }

    /** Has the token of that number replaced, without waiting for it. */
    void refused(long generation) {
        if (snapshot.generation() == generation && !snapshot.fetching() && snapshot.curable(now())) {
            ask(generation);
        }
    }

    /** Says that the upstream refused the token of that number though it was issued during the call. */
    void survived(long generation) {
        if (keeper != null && snapshot.curable(now())) {
            keeper.survived(generation);
        }
    }

    /**
     * Waits for a token that is newer than the number, {@link TokenKeeper#NONE} for any; the waiter is told exactly once, now
     * or later, unless it {@link #leave leaves}. Null is returned where it was told at once.
     */
    @Nullable
    Waiting await(long newerThan, long mostNanos, Waiter waiter) {
        long now = now();
        usedNanos.setOpaque(now);
        if (snapshot.newerThan(newerThan, now)) {
            waiter.granted(snapshot);
            return null;
        }
        if (keeper == null || (!snapshot.fetching() && snapshot.blocked(now))) {
            waiter.refused(unavailable(now));
            return null;
        }
        if (waiting.size() >= MOST_WAITING || mostNanos <= 0) {
            waiter.refused(refusal("no token yet, and no place or time to wait for one", 0));
            return null;
        }
        boolean asking = !snapshot.fetching() && (asked == answered || askedRefused != newerThan);
        Waiting place = new Waiting(newerThan, asking ? asked + 1 : asked, waiter);
        waiting.add(place);
        place.limit.armIn(mostNanos);
        if (asking) {
            ask(newerThan);
        }
        return waiting.contains(place) ? place : null;
    }

    /** Gives up a place; the waiter hears no more. */
    void leave(Waiting place) {
        place.limit.cancel();
        waiting.remove(place);
    }

    /** Why a call cannot be signed now. */
    CredentialException unavailable() {
        return unavailable(now());
    }

    /** Takes the newest snapshot over; questions up to the number are answered by it. */
    void update(TokenSnapshot newest, long answeredUpTo) {
        boolean keptOthers = !newest.kept().equals(snapshot.kept());
        snapshot = newest;
        if (keptOthers) {
            keptListeners.forEach(listener -> listener.accept(newest.kept()));
        }
        answered = answeredUpTo;
        nudged = false;
        if (waiting.isEmpty()) {
            return;
        }
        long now = now();
        List<Waiting> places = new ArrayList<>(waiting);
        for (Waiting place : places) {
            boolean granted = newest.newerThan(place.newerThan, now);
            boolean refused = !granted && !newest.fetching() && place.question <= answered;
            if ((granted || refused) && waiting.contains(place)) {
                leave(place);
                if (granted) {
                    place.waiter.granted(newest);
                } else {
                    place.waiter.refused(unavailable(now));
                }
            }
        }
    }

    /** When it was last used, on the ticker's clock; may be called on any thread. */
    long usedNanos() {
        return usedNanos.getOpaque();
    }

    /** How many calls wait. */
    int waiting() {
        return waiting.size();
    }

    private void ask(long refused) {
        KeeperLink asking = keeper;
        if (asking != null) {
            asked++;
            askedRefused = refused;
            asking.ask(this, asked, refused);
        }
    }

    private CredentialException unavailable(long now) {
        String reason = snapshot.reason();
        long wait = snapshot.blocked() ? Math.max(0, snapshot.nextTryNanos() - now) : 0;
        return refusal(reason == null ? "the upstream refused the newest token" : reason, wait);
    }

    private CredentialException refusal(String reason, long waitNanos) {
        long millis = TimeUnit.NANOSECONDS.toMillis(Math.min(waitNanos, MOST_RETRY_AFTER_NANOS));
        return new CredentialException(
                Problem.CREDENTIAL_UNAVAILABLE,
                "credential " + name + " has no valid token: " + reason,
                Math.max(1, millis));
    }

    private long now() {
        return wheel.ticker().nanos();
    }

    /** Carries a loop's words to its keeper, on whose event loop they arrive in order. */
    interface KeeperLink {

        /** See {@link TokenKeeper#ask}. */
        void ask(LoopCredential loop, long number, long refused);

        /** See {@link TokenKeeper#survived}. */
        void survived(long generation);
    }

    /** A call that waits for a token. */
    interface Waiter {

        /** A newer token is here. */
        void granted(TokenSnapshot newest);

        /** None will come soon. */
        void refused(CredentialException reason);
    }

    /** A place among those that wait. */
    final class Waiting {

        private final long newerThan;
        private final long question;
        private final Waiter waiter;
        private final Deadline limit;

        private Waiting(long newerThan, long question, Waiter waiter) {
            this.newerThan = newerThan;
            this.question = question;
            this.waiter = waiter;
            this.limit = wheel.deadline(this::tooLong);
        }

        private void tooLong() {
            leave(this);
            waiter.refused(refusal("none came in the time that the call may wait", 0));
        }
    }
}
