package io.penstock.demo;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/** Resources that want a valid access token of the demo's authorization server (RFC 6750). */
final class SecurePart implements Part {

    private static final String BEARER = "Bearer ";

    private final Grants grants;

    SecurePart(Grants grants) {
        this.grants = grants;
    }

    @Override
    public void addTo(Endpoints endpoints) {
        endpoints.on(null, "/secure/{path}", "any resource, for a valid access token; a 401 without one", this::serve);
    }

    private void serve(RoutingContext context) {
        context.request().resume();
        Grants.Verdict verdict = grants.judge(token(context.request().getHeader(HttpHeaders.AUTHORIZATION)));
        if (verdict == Grants.Verdict.VALID) {
            Answers.json(context, 200, new JsonObject().put("resource", Endpoints.parameter(context)));
            return;
        }
        String reason = verdict == Grants.Verdict.MISSING ? "" : ", error=\"invalid_token\"";
        context.response().putHeader(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer realm=\"demo\"" + reason);
        Answers.error(
                context,
                401,
                switch (verdict) {
                    case MISSING -> "expected Authorization: Bearer and a token of /oauth/token";
                    case EXPIRED -> "the token has expired";
                    default -> "the token is unknown or revoked";
                });
    }

    private static @Nullable String token(@Nullable String authorization) {
        return authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? authorization.substring(BEARER.length())
                : null;
    }
}
