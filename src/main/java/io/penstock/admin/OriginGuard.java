package io.penstock.admin;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

/**
 * Refuses what a page of another origin makes a browser send: a POST without a body needs no leave of the browser's, but
 * always names the page's origin.
 */
final class OriginGuard {

    private OriginGuard() {}

    static void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        String host = request.getHeader(HttpHeaders.HOST);
        if (origin == null || origin.equals("http://" + host)) {
            context.next();
        } else {
            Answers.problem(
                    context,
                    AdminProblem.ORIGIN_NOT_ALLOWED,
                    "Origin " + origin + ": expected none, or that of this port.");
        }
    }
}
