package io.penstock.pool;

import io.penstock.error.CredentialException;
import io.penstock.error.PenstockException;
import io.penstock.error.Problem;
import org.jspecify.annotations.Nullable;

/** Where an upstream is now, as one event loop knows it: mostly for good, or until a credential says otherwise. */
final class Place {

    private static final long RETRY_AFTER_MILLIS = 1_000;

    private @Nullable UpstreamTarget target;
    private PenstockException absence;

    /** A place; null where it is not known yet. */
    Place(@Nullable UpstreamTarget target) {
        this.target = target;
        this.absence = absence("no token yet that tells it");
    }

    /** How the upstream is reached; null where it is not known. */
    @Nullable
    UpstreamTarget target() {
        return target;
    }

    /** Why the upstream cannot be reached; only meaningful where there is no target. */
    PenstockException absence() {
        return absence;
    }

    void become(UpstreamTarget next) {
        target = next;
    }

    /** The place is not known any more. */
    void lose(String reason) {
        target = null;
        absence = absence(reason);
    }

    private static PenstockException absence(String reason) {
        return new CredentialException(
                Problem.CREDENTIAL_UNAVAILABLE, "the upstream's URL is not known: " + reason, RETRY_AFTER_MILLIS);
    }
}
