package io.penstock.admin;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Refuses a request that a web page of another origin has made a browser send. The page could not read the answer, but
 * the deed would be done. Browsers tell the origin of every such request, other programs tell none.
 */
final class OriginGuard implements Handler<RoutingContext> {

    @Override
    public void handle(RoutingContext context) {
        String origin = context.request().getHeader(HttpHeaders.ORIGIN);
        String host = context.request().getHeader(HttpHeaders.HOST);
        if (origin == null || isOwn(origin, host)) {
            context.next();
        } else {
            Answers.problem(
                    context,
                    AdminProblem.ORIGIN_NOT_ALLOWED,
                    "Origin " + origin + ": expected none, or that of " + host + ".");
        }
    }

    private static boolean isOwn(String origin, @Nullable String host) {
        int authority = origin.indexOf("://");
        return host != null
                && authority > 0
                && origin.substring(authority + 3).toLowerCase(Locale.ROOT).equals(host.toLowerCase(Locale.ROOT));
    }
}
