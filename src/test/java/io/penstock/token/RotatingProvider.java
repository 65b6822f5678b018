package io.penstock.token;

import io.vertx.core.Future;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A provider that rotates refresh tokens, and revokes the whole grant when one is used twice. Confined to the test's thread.
 */
final class RotatingProvider implements TokenSource {

    private final Set<String> spent = new HashSet<>();
    private String current;
    private boolean revoked;
    private boolean losesAnswers;
    private boolean unreachable;
    private int issued;
    int requests;
    int reuses;

    RotatingProvider(String first) {
        current = first;
    }

    void losesAnswers(boolean loses) {
        losesAnswers = loses;
    }

    void unreachable(boolean is) {
        unreachable = is;
    }

    /** The refresh token that is good now. */
    String current() {
        return current;
    }

    @Override
    public Future<IssuedToken> fetch(@Nullable String refreshToken) {
        if (unreachable) {
            return fail(TokenFailure.Kind.NOT_HANDLED, "unreachable");
        }
        requests++;
        if (refreshToken != null && spent.contains(refreshToken)) {
            reuses++;
            revoked = true;
        }
        if (revoked || !current.equals(refreshToken)) {
            return fail(TokenFailure.Kind.PERMANENT, "invalid_grant");
        }
        spent.add(current);
        current = "r" + ++issued;
        return losesAnswers
                ? fail(TokenFailure.Kind.ANSWER_LOST, "timeout")
                : Future.succeededFuture(new IssuedToken("a" + issued, current, 600_000_000_000L, Map.of(), null));
    }

    @Override
    public Future<Void> revoke(@Nullable String accessToken, @Nullable String refreshToken) {
        revoked = true;
        return Future.succeededFuture();
    }

    private static Future<IssuedToken> fail(TokenFailure.Kind kind, String code) {
        return Future.failedFuture(new TokenFailure(kind, code, "the provider said so", -1));
    }
}
