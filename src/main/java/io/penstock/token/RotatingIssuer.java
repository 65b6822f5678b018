package io.penstock.token;

import io.penstock.time.Ticker;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Tokens of a grant that lives in its refresh token alone. Providers that rotate it spend it when it is used, and one that is
 * used twice costs the whole grant: the newer tokens die too. So, in this order:
 *
 * <ol>
 *   <li>a durable mark says that the refresh token is about to be sent;
 *   <li>it is sent;
 *   <li>its successor is made durable, which clears the mark;
 *   <li>the access token is handed out.
 * </ol>
 *
 * <p>A crash before 1 leaves the old refresh token, one after 3 the new one. In between the mark is found at the next start:
 * the refresh token is sent once more, and where the provider refuses it then, the failure says why. The same holds after an
 * answer that was lost: {@link #inDoubt} until the refresh token has been sent once more, {@link #exhausted} when that was of
 * no use either. Requests that were certainly not handled, or were answered with an error, spend nothing.
 */
final class RotatingIssuer implements TokenIssuer {

    private static final int MOST_LOST = 2;
    private static final int FINGERPRINT_LENGTH = 32;

    private final String credential;
    private final String configured;
    private final String fingerprint;
    private final TokenSource source;
    private final TokenStore store;
    private final Ticker ticker;
    private final Runnable onVolatileRotation;

    private @Nullable StoredGrant grant;
    private @Nullable Issued unsaved;
    private int lost;
    private boolean warned;

    /**
     * An issuer.
     *
     * @param configured the refresh token of the configuration, with which the grant begins
     * @param onVolatileRotation told once, when the provider rotates and the store does not outlive the process
     */
    RotatingIssuer(
            String credential,
            String configured,
            TokenSource source,
            TokenStore store,
            Ticker ticker,
            Runnable onVolatileRotation) {
        this.credential = credential;
        this.configured = configured;
        this.fingerprint = fingerprint(credential, configured);
        this.source = source;
        this.store = store;
        this.ticker = ticker;
        this.onVolatileRotation = onVolatileRotation;
    }

    @Override
    public Future<Issued> issue() {
        Issued waiting = unsaved;
        if (waiting != null) {
            return save(waiting);
        }
        return grant().compose(this::mark).compose(this::send);
    }

    private Future<StoredGrant> grant() {
        if (grant != null) {
            return Future.succeededFuture(grant);
        }
        return stored(store.load(credential)).compose(found -> {
            if (found != null && found.configured().equals(fingerprint)) {
                grant = found;
                lost = found.sent() ? 1 : 0;
                return Future.succeededFuture(found);
            }
            StoredGrant begun = new StoredGrant(configured, fingerprint, false);
            return stored(store.save(credential, begun)).map(saved -> {
                grant = begun;
                return begun;
            });
        });
    }

    private Future<StoredGrant> mark(StoredGrant current) {
        if (current.sent()) {
            return Future.succeededFuture(current);
        }
        return stored(store.markSent(credential)).map(marked -> {
            grant = current.marked();
            return current;
        });
    }

    private Future<Issued> send(StoredGrant current) {
        long asked = ticker.nanos();
        return source.fetch(current.refreshToken())
                .recover(failure -> Future.failedFuture(judged(failure)))
                .compose(token -> {
                    Issued issued = new Issued(token, asked);
                    unsaved = issued;
                    return save(issued);
                });
    }

    /** Until this has succeeded nothing else may be sent: what would be sent is spent. */
    private Future<Issued> save(Issued issued) {
        StoredGrant before = grant;
        String brought = issued.token().refreshToken();
        if (before == null) {
            throw new IllegalStateException("nothing is issued without a grant");
        }
        String next = brought == null ? before.refreshToken() : brought;
        boolean rotated = !next.equals(before.refreshToken());
        StoredGrant after = new StoredGrant(next, fingerprint, false);
        return stored(store.save(credential, after)).map(saved -> {
            grant = after;
            unsaved = null;
            lost = 0;
            if (rotated && !store.durable(credential) && !warned) {
                warned = true;
                onVolatileRotation.run();
            }
            return issued;
        });
    }

    private Throwable judged(Throwable failure) {
        if (!(failure instanceof TokenFailure known)) {
            // Of a defect nothing is known, not even whether the request was sent.
            lost++;
            return failure;
        }
        if (known.kind() == TokenFailure.Kind.ANSWER_LOST) {
            lost++;
        } else if (known.kind() == TokenFailure.Kind.PERMANENT && lost > 0) {
            lost = MOST_LOST;
            return new TokenFailure(
                    known.kind(),
                    known.code(),
                    known.getMessage()
                            + "; the answer to an earlier refresh was lost, so that the provider has probably"
                            + " spent the refresh token: expected a new one in the configuration",
                    known.retryAfterNanos());
        }
        return known;
    }

    @Override
    public boolean inDoubt() {
        return lost > 0;
    }

    @Override
    public boolean exhausted() {
        return lost >= MOST_LOST;
    }

    @Override
    public void insist() {
        lost = Math.min(lost, MOST_LOST - 1);
        source.insist();
    }

    @Override
    public Future<Void> revoke(@Nullable String accessToken) {
        StoredGrant current = grant;
        grant = null;
        unsaved = null;
        lost = 0;
        Future<Void> provider = (current == null ? kept() : Future.succeededFuture(current.refreshToken()))
                .compose(refreshToken -> source.revoke(accessToken, refreshToken));
        // What is kept is of no use, whatever the provider says.
        return provider.eventually(() -> store.remove(credential));
    }

    /** The refresh token that a grant which was not used yet would begin with. */
    private Future<String> kept() {
        return store.load(credential)
                .map(found ->
                        found != null && found.configured().equals(fingerprint) ? found.refreshToken() : configured)
                .otherwise(configured);
    }

    private static <T extends @Nullable Object> Future<T> stored(Future<T> access) {
        return access.recover(failure -> Future.failedFuture(new TokenFailure(
                TokenFailure.Kind.REFUSED_FOR_NOW,
                "store-failed",
                "the token store failed with " + failure.getClass().getSimpleName() + "; nothing is sent without it",
                -1)));
    }

    /** Tells one configured refresh token from another, and nothing about either. */
    static String fingerprint(String credential, String refreshToken) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest((credential + '\n' + refreshToken).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, FINGERPRINT_LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
