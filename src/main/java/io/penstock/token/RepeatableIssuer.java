package io.penstock.token;

import io.penstock.time.Ticker;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * Tokens of a grant that can be asked for again at any time with what is configured: asking twice costs nothing. Where an
 * answer brings a refresh token and the grant may use it, the next token is asked for with it; it lives in memory only, and is
 * forgotten as soon as there is any doubt about it.
 */
final class RepeatableIssuer implements TokenIssuer {

    private final TokenSource source;
    private final Ticker ticker;
    private final boolean usesRefreshTokens;
    private @Nullable String refreshToken;

    RepeatableIssuer(TokenSource source, Ticker ticker, boolean usesRefreshTokens) {
        this.source = source;
        this.ticker = ticker;
        this.usesRefreshTokens = usesRefreshTokens;
    }

    @Override
    public Future<Issued> issue() {
        String refreshing = refreshToken;
        if (refreshing == null) {
            return fetch(null);
        }
        return fetch(refreshing).recover(failure -> {
            if (failure instanceof TokenFailure known && known.kind() == TokenFailure.Kind.NOT_HANDLED) {
                return Future.failedFuture(known);
            }
            refreshToken = null;
            boolean spent = failure instanceof TokenFailure known && known.kind() == TokenFailure.Kind.PERMANENT;
            return spent ? fetch(null) : Future.failedFuture(failure);
        });
    }

    private Future<Issued> fetch(@Nullable String with) {
        long asked = ticker.nanos();
        return Future.succeededFuture().compose(called -> source.fetch(with)).map(token -> {
            if (usesRefreshTokens && token.refreshToken() != null) {
                refreshToken = token.refreshToken();
            }
            return new Issued(token, asked);
        });
    }

    @Override
    public boolean inDoubt() {
        return false;
    }

    @Override
    public boolean exhausted() {
        return false;
    }

    @Override
    public void insist() {
        source.insist();
    }

    @Override
    public Future<Void> revoke(@Nullable String accessToken) {
        String refreshing = refreshToken;
        refreshToken = null;
        return accessToken == null && refreshing == null
                ? Future.succeededFuture()
                : source.revoke(accessToken, refreshing);
    }
}
