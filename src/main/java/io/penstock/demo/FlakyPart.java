package io.penstock.demo;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.atomic.AtomicLong;

/** What fails now and then, and what always fails. */
final class FlakyPart implements Part {

    private final AtomicLong calls = new AtomicLong();

    @Override
    public void addTo(Endpoints endpoints) {
        endpoints.on(
                null,
                "/flaky",
                "fails ?percent=50 of the calls, evenly spread, with ?status=503; else 200",
                this::flaky);
        endpoints.on(
                null,
                "/down",
                "fails every call with ?status=503; ?retryAfter=1 adds Retry-After in seconds",
                this::down);
    }

    private void flaky(RoutingContext context) {
        long percent = Parameters.query(context, "percent", 0, 100, 50);
        long call = calls.incrementAndGet();
        // Of any hundred calls in a row exactly so many fail, as evenly as can be.
        boolean fails = call * percent / 100 != (call - 1) * percent / 100;
        if (fails) {
            fail(context);
        } else {
            Answers.json(context, 200, new JsonObject().put("call", call));
        }
    }

    private void down(RoutingContext context) {
        long retryAfter = Parameters.query(context, "retryAfter", 0, 86_400, -1);
        if (retryAfter >= 0) {
            context.response().putHeader(HttpHeaders.RETRY_AFTER, Long.toString(retryAfter));
        }
        fail(context);
    }

    private static void fail(RoutingContext context) {
        int status = (int) Parameters.query(context, "status", 400, 599, 503);
        Answers.error(context, status, "expected this endpoint to fail");
    }
}
