package io.penstock.token;

import io.penstock.config.CredentialConfig;
import io.penstock.config.TokenExchangeConfig;
import io.penstock.config.TokenRequestConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes the requests of one credential: for a token, for another one, and to revoke one. */
final class TokenRequests {

    private static final String JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    private static final String TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
    private static final long LARGEST_TOKEN_FILE = 64 * 1024;

    private final Vertx vertx;
    private final CredentialConfig config;
    private final ClientProof proof;
    private final @Nullable JwtSigner assertions;

    TokenRequests(Vertx vertx, String credential, CredentialConfig config) {
        this.vertx = vertx;
        this.config = config;
        this.proof = new ClientProof(vertx, credential, config);
        this.assertions = config.grant() == CredentialConfig.Grant.JWT_BEARER && config.assertion() != null
                ? new JwtSigner(vertx, config.assertion(), "credentials." + credential + ".assertion")
                : null;
    }

    /** A request with a refresh token (RFC 6749, section 6). */
    Future<ProviderRequest> refresh(String tokenUrl, String refreshToken, Instant now) {
        TokenForm form = new TokenForm().with("grant_type", "refresh_token").withSecret("refresh_token", refreshToken);
        if (config.grant() == CredentialConfig.Grant.REFRESH_TOKEN) {
            // After another grant the scope that it was given goes on, and need not be asked for.
            addTarget(form);
        }
        form.withAll(config.request().parameters()).withAll(config.refresh().parameters());
        String url = config.refresh().url() != null ? config.refresh().url() : tokenUrl;
        return proof.addTo(form, tokenUrl, now).map(proven -> proven.request(url, config.request()));
    }

    /** A request as the credential's grant says. */
    Future<ProviderRequest> grant(String tokenUrl, Instant now) {
        TokenForm form = new TokenForm();
        Future<TokenForm> granted = switch (config.grant()) {
            case CLIENT_CREDENTIALS -> Future.succeededFuture(form.with("grant_type", "client_credentials"));
            case PASSWORD ->
                Future.succeededFuture(form.with("grant_type", "password")
                        .with("username", config.username())
                        .withSecret("password", config.password()));
            case JWT_BEARER ->
                Objects.requireNonNull(assertions)
                        .sign(config.clientId(), null, tokenUrl, now)
                        .map(jwt -> form.with("grant_type", JWT_BEARER).withSecret("assertion", jwt));
            case TOKEN_EXCHANGE -> exchange(form, Objects.requireNonNull(config.exchange()));
            case REFRESH_TOKEN -> throw new IllegalStateException("a refresh token is asked with by refresh()");
        };
        return granted.compose(ready -> {
                    addTarget(ready).withAll(config.request().parameters());
                    return proof.addTo(ready, tokenUrl, now);
                })
                .map(proven -> proven.request(tokenUrl, config.request()));
    }

    /** A request to forget a token (RFC 7009, section 2.1), which is a form whatever token requests are. */
    Future<ProviderRequest> revocation(String url, String tokenUrl, String token, String kind, Instant now) {
        TokenForm form = new TokenForm().withSecret("token", token).with("token_type_hint", kind);
        TokenRequestConfig plain = new TokenRequestConfig(
                TokenRequestConfig.Method.POST,
                TokenRequestConfig.Format.FORM,
                config.request().headers(),
                config.request().parameters(),
                null);
        return proof.addTo(form, tokenUrl, now).map(proven -> proven.request(url, plain));
    }

    private TokenForm addTarget(TokenForm form) {
        String scopes = String.join(config.request().effectiveScopeSeparator(), config.scopes());
        return form.with("scope", scopes.isEmpty() ? null : scopes)
                .with("audience", config.audience())
                .with("resource", config.resources());
    }

    private Future<TokenForm> exchange(TokenForm form, TokenExchangeConfig exchange) {
        return subjectToken(exchange)
                .map(subject -> form.with("grant_type", TOKEN_EXCHANGE)
                        .withSecret("subject_token", subject)
                        .with("subject_token_type", exchange.subjectTokenType())
                        .withSecret("actor_token", exchange.actorToken())
                        .with("actor_token_type", exchange.actorToken() == null ? null : exchange.actorTokenType())
                        .with("requested_token_type", exchange.requestedTokenType()));
    }

    private Future<String> subjectToken(TokenExchangeConfig exchange) {
        String path = exchange.subjectTokenPath();
        if (path == null) {
            return Future.succeededFuture(Objects.requireNonNull(exchange.subjectToken()));
        }
        return vertx.fileSystem()
                .props(path)
                .compose(file -> file.size() > LARGEST_TOKEN_FILE
                        ? Future.failedFuture("larger than 64KiB")
                        : vertx.fileSystem().readFile(path))
                .map(content -> content.toString().strip())
                .recover(unreadable -> Future.failedFuture(new TokenFailure(
                        TokenFailure.Kind.NOT_HANDLED,
                        "subject-token-unreadable",
                        path + " cannot be read; expected a file of at most 64KiB that holds the token to exchange",
                        -1)));
    }
}
