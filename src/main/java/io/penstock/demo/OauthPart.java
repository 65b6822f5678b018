package io.penstock.demo;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/**
 * An authorization server (RFC 6749): tokens that live 5 seconds, and refresh tokens that rotate. Its client is
 * {@code demo} with the secret {@code demo:secret+1}, its user {@code demo} with the password {@code demo}; both are public
 * and protect nothing.
 */
final class OauthPart implements Part {

    private static final long LONGEST_LIFE = 86_400_000;
    private static final String DEFAULT_LIFE = "5s";

    private final Grants grants;
    private final ClientCheck clients = new ClientCheck();

    OauthPart(Grants grants) {
        this.grants = grants;
    }

    @Override
    public void addTo(Endpoints endpoints) {
        endpoints.onJson(
                HttpMethod.POST,
                "/oauth/token",
                "a token for client_credentials, password, refresh_token, a JWT (RFC 7523) or a token in exchange (RFC 8693);"
                        + " ?life=5s, ?rotate=false",
                this::token);
        endpoints.onJson(HttpMethod.POST, "/oauth/revoke", "revokes a token's grant (RFC 7009)", this::revoke);
        endpoints.on(
                HttpMethod.GET,
                "/.well-known/oauth-authorization-server",
                "where these endpoints are (RFC 8414)",
                OauthPart::metadata);
        endpoints.onControl(
                HttpMethod.POST,
                "/oauth/consent",
                "begins a grant as a user's consent does, and gives its first refresh token",
                context -> Answers.json(context, 200, new JsonObject().put("refresh_token", grants.consent())));
        endpoints.onControl(
                HttpMethod.POST,
                "/oauth/client-key",
                "sets the public key of client 'signed': {\"key\": base64 of its X.509 form}",
                this::registerKey);
        endpoints.onControl(HttpMethod.DELETE, "/oauth/grants", "revokes every grant", this::revokeAll);
    }

    private void token(RoutingContext context) {
        JsonObject parameters = parameters(context);
        if (clients.client(context.request().getHeader(HttpHeaders.AUTHORIZATION), parameters) == null) {
            context.response().putHeader(HttpHeaderNames.WWW_AUTHENTICATE, "Basic realm=\"demo\"");
            refuse(context, 401, "invalid_client", "unknown client, or not its secret");
            return;
        }
        String type = parameters.getString("grant_type", "");
        long life = Parameters.millis(context.request().getParam("life", DEFAULT_LIFE), 1, LONGEST_LIFE, 0);
        boolean rotate = !"false".equals(context.request().getParam("rotate"));
        Grants.Tokens tokens = switch (type) {
            case "client_credentials" -> grants.issue(false, life);
            case "password" ->
                "demo".equals(parameters.getString("username")) && "demo".equals(parameters.getString("password"))
                        ? grants.issue(true, life)
                        : null;
            case "refresh_token" -> grants.refresh(parameters.getString("refresh_token", ""), rotate, life);
            case "urn:ietf:params:oauth:grant-type:jwt-bearer" ->
                clients.signedBy(parameters.getString("assertion", "")) ? grants.issue(false, life) : null;
            case "urn:ietf:params:oauth:grant-type:token-exchange" ->
                grants.valid(parameters.getString("subject_token", "")) ? grants.issue(false, life) : null;
            default -> {
                refuse(context, 400, "unsupported_grant_type", type + ": not a grant of this server");
                yield null;
            }
        };
        if (tokens != null) {
            answer(context, tokens);
        } else if (!context.response().ended()) {
            refuse(context, 400, "invalid_grant", "the grant is not valid, or revoked");
        }
    }

    private static void answer(RoutingContext context, Grants.Tokens tokens) {
        JsonObject answer = new JsonObject()
                .put("access_token", tokens.accessToken())
                .put("token_type", "Bearer")
                .put("expires_in", seconds(tokens.lifeMillis()));
        if (tokens.refreshToken() != null) {
            answer.put("refresh_token", tokens.refreshToken());
        }
        context.response().putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        Answers.json(context, 200, answer);
    }

    private static Number seconds(long millis) {
        return millis % 1_000 == 0 ? (Number) (millis / 1_000) : (Number) (millis / 1_000.0);
    }

    private void revoke(RoutingContext context) {
        grants.revoke(parameters(context).getString("token", ""));
        context.response().end();
    }

    private void revokeAll(RoutingContext context) {
        grants.revokeAll();
        context.response().setStatusCode(204).end();
    }

    private void registerKey(RoutingContext context) {
        clients.register(Parameters.json(context).getString("key", ""));
        context.response().setStatusCode(204).end();
    }

    private static void metadata(RoutingContext context) {
        String issuer = context.request().scheme() + "://" + context.request().authority();
        Answers.json(
                context,
                200,
                new JsonObject()
                        .put("issuer", issuer)
                        .put("token_endpoint", issuer + "/oauth/token")
                        .put("revocation_endpoint", issuer + "/oauth/revoke"));
    }

    /** The parameters of a form or of a JSON object, whichever the body is. */
    private static JsonObject parameters(RoutingContext context) {
        String type = context.request().getHeader(HttpHeaders.CONTENT_TYPE);
        if (type != null && type.startsWith("application/json")) {
            return Parameters.json(context);
        }
        JsonObject parameters = new JsonObject();
        context.request().formAttributes().forEach((name, value) -> parameters.put(name, value));
        return parameters;
    }

    private static void refuse(RoutingContext context, int status, String error, @Nullable String description) {
        Answers.json(context, status, new JsonObject().put("error", error).put("error_description", description));
    }
}
