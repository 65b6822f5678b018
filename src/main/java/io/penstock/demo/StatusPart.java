package io.penstock.demo;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** Any final status that is asked for. */
final class StatusPart implements Part {

    @Override
    public void addTo(Endpoints endpoints) {
        endpoints.on(
                null,
                "/status/{code}",
                "answers with the status 200 to 599; ?retryAfter=1 adds Retry-After in seconds",
                StatusPart::answer);
    }

    private static void answer(RoutingContext context) {
        int status = (int) Parameters.wholeNumber(Endpoints.parameter(context), 200, 599);
        long retryAfter = Parameters.query(context, "retryAfter", 0, 86_400, -1);
        HttpServerResponse response = context.response().setStatusCode(status);
        if (retryAfter >= 0) {
            response.putHeader(HttpHeaders.RETRY_AFTER, Long.toString(retryAfter));
        }
        if (status == 401) {
            response.putHeader("WWW-Authenticate", "Bearer realm=\"demo\"");
        }
        // RFC 9110 sections 15.3.5, 15.3.6 and 15.4.5: these have no content.
        if (status == 204 || status == 205 || status == 304) {
            response.end();
        } else {
            Answers.json(context, status, new JsonObject().put("status", status));
        }
    }
}
