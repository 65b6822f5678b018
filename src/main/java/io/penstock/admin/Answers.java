package io.penstock.admin;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;

/** How the management port answers: JSON to be read by people too, each answer for one reader and one moment only. */
final class Answers {

    private Answers() {}

    static void json(RoutingContext context, int status, JsonObject body) {
        send(context, status, "application/json", body.encodePrettily() + "\n");
    }

    static void problem(RoutingContext context, AdminProblem problem, String detail) {
        send(
                context,
                problem.status(),
                "application/problem+json",
                problem.toJson(detail).encodePrettily() + "\n");
    }

    /** A problem whose detail is the message of what was caught. */
    static void problem(RoutingContext context, AdminProblem problem, RuntimeException caught) {
        problem(context, problem, Objects.requireNonNullElse(caught.getMessage(), problem.title()));
    }

    static void send(RoutingContext context, int status, String contentType, String body) {
        HttpServerResponse response = context.response();
        if (response.ended() || response.closed()) {
            return;
        }
        response.setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, contentType)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("X-Frame-Options", "DENY")
                .putHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
                .putHeader("Referrer-Policy", "no-referrer")
                .end(body);
    }
}
