package io.penstock.token;

import io.penstock.config.CredentialConfig;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The token endpoint of an identity provider, spoken to over HTTP (RFC 6749 and its relatives). Confined to one event loop.
 *
 * <p>What is measured of the provider's clock corrects the times in the JWTs that the next request proves itself with.
 */
final class HttpTokenSource implements TokenSource {

    private final CredentialConfig config;
    private final ProviderClient client;
    private final ProviderEndpoints endpoints;
    private final TokenRequests requests;
    private final AnswerReader reader;
    private final Patience patience;
    private final InstantSource clock;
    private long skewMillis;

    HttpTokenSource(
            CredentialConfig config,
            ProviderClient client,
            TokenRequests requests,
            Patience patience,
            InstantSource clock) {
        this.config = config;
        this.client = client;
        this.endpoints = new ProviderEndpoints(config, client);
        this.requests = requests;
        this.reader = new AnswerReader(config.answer());
        this.patience = patience;
        this.clock = clock;
    }

    @Override
    public Future<IssuedToken> fetch(@Nullable String refreshToken) {
        String asked = refreshToken == null && config.grant() == CredentialConfig.Grant.REFRESH_TOKEN
                ? Objects.requireNonNull(config.refreshToken())
                : refreshToken;
        return patience.call(asked == null, leftNanos -> tryFetch(asked, leftNanos));
    }

    private Future<IssuedToken> tryFetch(@Nullable String refreshToken, LongSupplier leftNanos) {
        return endpoints
                .token(limited(leftNanos))
                .compose(url -> refreshToken == null
                        ? requests.grant(url, providerTime())
                        : requests.refresh(url, refreshToken, providerTime()))
                .compose(request -> {
                    // Once sent, a refresh token is as good as spent: all the time there is goes to its answer.
                    long limitNanos = refreshToken == null ? limited(leftNanos) : leftNanos.getAsLong();
                    return client.send(request, limitNanos).compose(answer -> read(answer, request));
                })
                .onFailure(this::forgetEndpoints);
    }

    private Future<IssuedToken> read(ProviderAnswer answer, ProviderRequest request) {
        learnSkew(answer);
        try {
            return Future.succeededFuture(reader.read(answer, request));
        } catch (TokenFailure failure) {
            return Future.failedFuture(failure);
        }
    }

    @Override
    public void insist() {
        patience.restore();
    }

    @Override
    public Future<Void> revoke(@Nullable String accessToken, @Nullable String refreshToken) {
        if (refreshToken == null) {
            return accessToken == null ? Future.succeededFuture() : forget(accessToken, "access_token");
        }
        Future<Void> grant = forget(refreshToken, "refresh_token");
        return accessToken == null
                ? grant
                : grant.compose(revoked -> forget(accessToken, "access_token")
                        .recover(failure ->
                                isRefusal(failure) ? Future.succeededFuture() : Future.failedFuture(failure)));
    }

    /** A provider need not revoke access tokens by themselves; they end with their refresh token (RFC 7009, section 2). */
    private static boolean isRefusal(Throwable cause) {
        return cause instanceof TokenFailure failure && failure.kind() == TokenFailure.Kind.PERMANENT;
    }

    private Future<Void> forget(String token, String kind) {
        return patience.call(true, leftNanos -> tryRevoke(token, kind, leftNanos))
                .mapEmpty();
    }

    private Future<ProviderAnswer> tryRevoke(String token, String kind, LongSupplier leftNanos) {
        return endpoints
                .revocation(limited(leftNanos))
                .compose(url -> endpoints
                        .token(limited(leftNanos))
                        .compose(tokenUrl -> requests.revocation(url, tokenUrl, token, kind, providerTime())))
                .compose(request -> client.send(request, limited(leftNanos)).compose(answer -> {
                    learnSkew(answer);
                    return answer.succeeded()
                            ? Future.succeededFuture(answer)
                            : Future.failedFuture(ProviderRefusal.of(answer, request));
                }));
    }

    private long limited(LongSupplier leftNanos) {
        return Math.min(leftNanos.getAsLong(), config.provider().timeout().toNanos());
    }

    private void learnSkew(ProviderAnswer answer) {
        Long skew = answer.skewMillis();
        if (skew != null) {
            skewMillis = skew;
        }
    }

    private Instant providerTime() {
        return clock.instant().plusMillis(skewMillis);
    }

    /** What was found by discovery may have moved, unless the provider itself has answered there. */
    private void forgetEndpoints(Throwable cause) {
        if (!(cause instanceof TokenFailure failure) || failure.kind() != TokenFailure.Kind.PERMANENT) {
            endpoints.forget();
        }
    }
}
