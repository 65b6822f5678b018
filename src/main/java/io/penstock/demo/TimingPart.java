package io.penstock.demo;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** Answers that take their time. */
final class TimingPart implements Part {

    private static final long MAX_MILLIS = 600_000;

    @Override
    public void addTo(Endpoints endpoints) {
        endpoints.on(
                HttpMethod.GET,
                "/slow/{ms}",
                "answers after so many milliseconds, at most 600000",
                context -> later(endpoints.vertx(), context));
    }

    private static void later(Vertx vertx, RoutingContext context) {
        long millis = Parameters.wholeNumber(Endpoints.parameter(context), 0, MAX_MILLIS);
        JsonObject answer = new JsonObject().put("waitedMs", millis);
        if (millis == 0) {
            Answers.json(context, 200, answer);
            return;
        }
        long timer = vertx.setTimer(millis, id -> Answers.json(context, 200, answer));
        context.addEndHandler(ended -> vertx.cancelTimer(timer));
    }
}
