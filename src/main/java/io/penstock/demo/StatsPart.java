package io.penstock.demo;

import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;

/** Shows and resets what the demo API saw. */
final class StatsPart implements Part {

    private final Stats stats;

    StatsPart(Stats stats) {
        this.stats = stats;
    }

    @Override
    public void addTo(Endpoints endpoints) {
        endpoints.onControl(
                HttpMethod.GET,
                "/stats",
                "connections, requests by endpoint, bytes, duplicate orders, calls over quota and tokens since the last reset",
                context -> Answers.json(context, 200, stats.toJson()));
        endpoints.onControl(HttpMethod.DELETE, "/stats", "resets the counters", this::reset);
        endpoints.onControl(HttpMethod.POST, "/stats/reset", "resets the counters", this::reset);
    }

    private void reset(RoutingContext context) {
        stats.reset();
        context.response().setStatusCode(204).end();
    }
}
