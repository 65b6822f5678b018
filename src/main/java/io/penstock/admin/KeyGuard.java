package io.penstock.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** Asks for the key as a bearer token (RFC 6750). Its comparison takes as long for a key that is nearly right. */
final class KeyGuard implements Handler<RoutingContext> {

    private static final String SCHEME = "Bearer ";

    private final byte[] key;

    KeyGuard(String key) {
        this.key = key.getBytes(UTF_8);
    }

    @Override
    public void handle(RoutingContext context) {
        String authorization = context.request().getHeader(HttpHeaders.AUTHORIZATION);
        if (holdsKey(authorization)) {
            context.next();
            return;
        }
        context.response().putHeader("WWW-Authenticate", "Bearer realm=\"penstock\"");
        String found = authorization == null ? "No Authorization" : "Authorization with another value";
        Answers.problem(context, AdminProblem.UNAUTHORIZED, found + ": expected 'Bearer' and the key of admin.key.");
    }

    private boolean holdsKey(@Nullable String authorization) {
        return authorization != null
                && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                && MessageDigest.isEqual(
                        authorization.substring(SCHEME.length()).getBytes(UTF_8), key);
    }
}
