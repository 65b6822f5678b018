package io.penstock.token;

import io.penstock.config.CredentialConfig;
import io.penstock.config.ProviderUrl;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Where an identity provider's endpoints are: where the settings say, or else where its metadata does (RFC 8414, OpenID
 * Connect Discovery 1.0). What was found stays until {@link #forget}. Confined to its client's event loop.
 */
final class ProviderEndpoints {

    private static final String OPENID = "/.well-known/openid-configuration";
    private static final String OAUTH = "/.well-known/oauth-authorization-server";

    /**
     * What the metadata names.
     *
     * @param revocation null where tokens cannot be revoked
     */
    private record Found(String token, @Nullable String revocation) {}

    private final CredentialConfig config;
    private final ProviderClient client;
    private @Nullable Found found;

    ProviderEndpoints(CredentialConfig config, ProviderClient client) {
        this.config = config;
        this.client = client;
    }

    /** The token endpoint's URL. Fails with a {@link TokenFailure}. */
    Future<String> token(long limitNanos) {
        return config.tokenUrl() != null
                ? Future.succeededFuture(config.tokenUrl())
                : discovered(limitNanos).map(Found::token);
    }

    /** The revocation endpoint's URL. Fails with a {@link TokenFailure}. */
    Future<String> revocation(long limitNanos) {
        if (config.revocationUrl() != null) {
            return Future.succeededFuture(config.revocationUrl());
        }
        TokenFailure none = new TokenFailure(
                TokenFailure.Kind.PERMANENT,
                "no-revocation-endpoint",
                "the provider names no endpoint to revoke tokens at; expected revocationUrl to be set",
                -1);
        return config.issuer() == null
                ? Future.failedFuture(none)
                : discovered(limitNanos)
                        .compose(there -> there.revocation() == null
                                ? Future.failedFuture(none)
                                : Future.succeededFuture(there.revocation()));
    }

    /** Asks anew the next time: the provider may have moved. */
    void forget() {
        found = null;
    }

    private Future<Found> discovered(long limitNanos) {
        if (found != null) {
            return Future.succeededFuture(found);
        }
        String issuer = config.issuer() == null ? "" : config.issuer();
        String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
        URI uri = URI.create(base);
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        // RFC 8414 puts the well-known part before the issuer's path, OpenID Connect behind it.
        String oauth = uri.getScheme() + "://" + uri.getRawAuthority() + OAUTH + path;
        return ask(base + OPENID, issuer, limitNanos / 2)
                .recover(first -> ask(oauth, issuer, limitNanos / 2).recover(second -> Future.failedFuture(first)))
                .onSuccess(there -> found = there);
    }

    private Future<Found> ask(String url, String issuer, long limitNanos) {
        return client.send(ProviderRequest.get(url), limitNanos)
                .compose(
                        answer -> read(answer, url, issuer),
                        // Whatever became of this request, none for a token was made.
                        failure -> Future.failedFuture(
                                failure instanceof TokenFailure lost
                                        ? failed(
                                                TokenFailure.Kind.NOT_HANDLED,
                                                lost.code(),
                                                String.valueOf(lost.getMessage()))
                                        : failure));
    }

    private Future<Found> read(ProviderAnswer answer, String url, String issuer) {
        if (!answer.succeeded() || !(answer.content() instanceof JsonObject metadata)) {
            return Future.failedFuture(failed(
                    TokenFailure.Kind.NOT_HANDLED,
                    "discovery-failed",
                    url + " answered " + answer.status() + "; expected the provider's metadata in JSON"));
        }
        String named = new AnswerPath("issuer").textIn(metadata);
        if (!issuer.equals(named)) {
            return Future.failedFuture(failed(
                    TokenFailure.Kind.PERMANENT,
                    "issuer-mismatch",
                    url + " names another issuer; expected exactly " + issuer));
        }
        String token = new AnswerPath("token_endpoint").textIn(metadata);
        String revocation = new AnswerPath("revocation_endpoint").textIn(metadata);
        if (token == null || unsafe(token) || (revocation != null && unsafe(revocation))) {
            return Future.failedFuture(failed(
                    TokenFailure.Kind.PERMANENT,
                    "discovery-failed",
                    url + " names no token_endpoint that secrets may be sent to; expected an https URL"));
        }
        return Future.succeededFuture(new Found(token, revocation));
    }

    private boolean unsafe(String url) {
        return ProviderUrl.flaw(url, config.provider().allowPlain()) != null;
    }

    private static TokenFailure failed(TokenFailure.Kind kind, String code, String detail) {
        return new TokenFailure(kind, code, detail, -1);
    }
}
