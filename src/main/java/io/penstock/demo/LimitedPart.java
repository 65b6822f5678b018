package io.penstock.demo;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.time.InstantSource;

/** Endpoints with a quota, announced in the ways of real APIs, and one whose quota is spent. */
final class LimitedPart implements Part {

    private static final long EXHAUSTED_MILLIS = 3_600_000;

    private final Quotas quotas;
    private final InstantSource clock;

    LimitedPart(Quotas quotas, InstantSource clock) {
        this.quotas = quotas;
        this.clock = clock;
    }

    @Override
    public void addTo(Endpoints endpoints) {
        endpoints.on(
                HttpMethod.GET,
                "/limited/{style}",
                "at most ?limit=20 calls in each ?window=1s (in ms), then 429; the quota is announced as the style says: "
                        + QuotaStyle.words(),
                this::limited);
        endpoints.on(
                HttpMethod.GET,
                "/quota-exhausted",
                "429: the quota is spent for another hour",
                context -> refuse(context, QuotaStyle.X_RATELIMIT, new Quotas.Left(false, 100, 0, EXHAUSTED_MILLIS)));
    }

    private void limited(RoutingContext context) {
        QuotaStyle style = QuotaStyle.of(Endpoints.parameter(context));
        int limit = (int) Parameters.query(context, "limit", 1, 1_000_000, 20);
        long window = Parameters.millis(context.request().getParam("window"), 10, 3_600_000, 1_000);
        Quotas.Left left = quotas.take(style.word() + '/' + limit + '/' + window, limit, window);
        if (!left.within()) {
            refuse(context, style, left);
            return;
        }
        style.announce(left, now(), context.response().headers());
        Answers.json(context, 200, new JsonObject().put("remaining", left.remaining()));
    }

    private void refuse(RoutingContext context, QuotaStyle style, Quotas.Left left) {
        quotas.refused();
        style.announce(left, now(), context.response().headers());
        context.response().putHeader(HttpHeaders.RETRY_AFTER, Long.toString(left.resetSeconds()));
        Answers.error(context, 429, "more than " + left.limit() + " calls; expected no more in this window");
    }

    private Instant now() {
        return clock.instant();
    }
}
