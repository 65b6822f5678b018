package io.penstock.token;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How a credential was at one moment: what its keeper tells the event loops and the reports. Immutable; moments are on the
 * ticker's clock.
 *
 * @param state how the credential was, apart from what passes with time
 * @param generation the number of the newest token; 0 before the first
 * @param signature what signs requests; null where there is none
 * @param calmUntilNanos until then the signature may be used without a second thought
 * @param usableUntilNanos when the signature is used for the last time
 * @param lifeKnown whether that moment is known
 * @param issuedNanos when the token came; only meaningful where there is a generation
 * @param fetching whether a token is being fetched: another snapshot follows
 * @param blocked whether none is fetched before {@code nextTryNanos}, whoever asks
 * @param nextTryNanos when the next token is asked for by itself or may be asked for
 * @param failures the failed tries in a row
 * @param reason why there is no token, or no new one; null where nothing failed
 * @param curableFromNanos from when on a 401 is worth a new token; in the past, but where even a fresh one was refused
 * @param kept further values of the provider's answer
 * @param skewMillis how far the provider's clock is ahead of ours; null where not known
 */
record TokenSnapshot(
        CredentialState state,
        long generation,
        @Nullable Signature signature,
        long calmUntilNanos,
        long usableUntilNanos,
        boolean lifeKnown,
        long issuedNanos,
        boolean fetching,
        boolean blocked,
        long nextTryNanos,
        int failures,
        @Nullable String reason,
        long curableFromNanos,
        Map<String, String> kept,
        @Nullable Long skewMillis) {

    /** Before anything has happened. */
    static TokenSnapshot idle(long nowNanos) {
        return new TokenSnapshot(
                CredentialState.IDLE,
                0,
                null,
                nowNanos,
                nowNanos,
                false,
                nowNanos,
                false,
                false,
                nowNanos,
                0,
                null,
                nowNanos,
                Map.of(),
                null);
    }

    /** A signature that never changes. */
    static TokenSnapshot fixed(Signature signature, long nowNanos) {
        long never = nowNanos + TokenLife.NEVER_NANOS;
        return new TokenSnapshot(
                CredentialState.VALID,
                1,
                signature,
                never,
                never,
                false,
                nowNanos,
                false,
                true,
                never,
                0,
                null,
                never,
                Map.of(),
                null);
    }

    /** Whether there is a signature that may be used. */
    boolean usable(long nowNanos) {
        return signature != null && nowNanos - usableUntilNanos < 0;
    }

    /** Whether nothing is fetched now, whoever asks. */
    boolean blocked(long nowNanos) {
        return blocked && nowNanos - nextTryNanos < 0;
    }

    /** Whether a token newer than {@code generation} is here and may be used. */
    boolean newerThan(long generation, long nowNanos) {
        return this.generation > generation && usable(nowNanos);
    }

    /** Whether a 401 is worth a new token. */
    boolean curable(long nowNanos) {
        return !blocked(nowNanos) && nowNanos - curableFromNanos >= 0;
    }

    /** The state at a later moment: what passes with time has passed. */
    CredentialState stateAt(long nowNanos) {
        return switch (state) {
            case VALID -> usable(nowNanos) ? state : CredentialState.UNAVAILABLE;
            case REJECTED -> nowNanos - curableFromNanos < 0 ? state : CredentialState.VALID;
            default -> state;
        };
    }

    /** How long the signature may still be used; NaN where there is none, or where that is not known. */
    double secondsToExpiry(long nowNanos) {
        return usable(nowNanos) && lifeKnown ? (usableUntilNanos - nowNanos) / 1e9 : Double.NaN;
    }

    /** What a report says of it. */
    CredentialStatus report(String name, String type, long nowNanos) {
        long untilNext = nextTryNanos - nowNanos;
        boolean planned = !fetching && untilNext > 0 && untilNext < TokenLife.NEVER_NANOS / 2;
        return new CredentialStatus(
                name,
                type,
                stateAt(nowNanos),
                fetching,
                usable(nowNanos) && lifeKnown ? seconds(usableUntilNanos - nowNanos) : null,
                generation > 0 ? seconds(nowNanos - issuedNanos) : null,
                planned ? seconds(untilNext) : null,
                failures,
                reason,
                skewMillis);
    }

    private static long seconds(long nanos) {
        return TimeUnit.NANOSECONDS.toSeconds(nanos);
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return "TokenSnapshot[state=" + state + ", generation=" + generation + "]";
    }
}
