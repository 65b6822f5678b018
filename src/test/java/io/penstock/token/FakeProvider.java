package io.penstock.token;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An identity provider whose every answer a test gives. Confined to the test's thread. */
final class FakeProvider implements TokenSource {

    final List<@Nullable String> asked = new ArrayList<>();
    int insisted;
    final List<String> revoked = new ArrayList<>();
    private final Deque<Promise<IssuedToken>> open = new ArrayDeque<>();
    private int issued;

    @Override
    public Future<IssuedToken> fetch(@Nullable String refreshToken) {
        if (!open.isEmpty()) {
            throw new AssertionError("a second request while one is in flight");
        }
        asked.add(refreshToken);
        Promise<IssuedToken> promise = Promise.promise();
        open.add(promise);
        return promise.future();
    }

    @Override
    public void insist() {
        insisted++;
    }

    @Override
    public Future<Void> revoke(@Nullable String accessToken, @Nullable String refreshToken) {
        revoked.add(accessToken == null ? refreshToken : accessToken);
        return Future.succeededFuture();
    }

    int requests() {
        return asked.size();
    }

    boolean busy() {
        return !open.isEmpty();
    }

    /** Issues a token of that life, named t1, t2 and so on. */
    void issue(Duration life) {
        issue("t" + ++issued, null, life.toNanos());
    }

    /** Issues a token whose life is not known. */
    void issueOfUnknownLife() {
        issue("t" + ++issued, null, IssuedToken.UNKNOWN_LIFE);
    }

    /** Issues that token once more. */
    void issueAgain(String token, Duration life) {
        issue(token, null, life.toNanos());
    }

    /** Issues a token and the next refresh token. */
    void rotate(String refreshToken, Duration life) {
        issue("t" + ++issued, refreshToken, life.toNanos());
    }

    private void issue(String token, @Nullable String refreshToken, long lifeNanos) {
        open.remove().complete(new IssuedToken(token, refreshToken, lifeNanos, Map.of("site", "eu"), 1_500L));
    }

    void fail(TokenFailure.Kind kind, String code) {
        fail(kind, code, -1);
    }

    void fail(TokenFailure.Kind kind, String code, long retryAfterNanos) {
        open.remove().fail(new TokenFailure(kind, code, "the provider said so", retryAfterNanos));
    }

    /** Fails with something that no source should fail with. */
    void crash(RuntimeException defect) {
        open.remove().fail(defect);
    }
}
