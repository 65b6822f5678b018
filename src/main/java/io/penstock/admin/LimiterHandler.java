package io.penstock.admin;

import io.penstock.config.DurationText;
import io.penstock.resilience.limit.UpstreamLimits;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Resets the limiters of upstreams, and lets another rate hold for a while. */
final class LimiterHandler {

    private static final int MAX_BODY_BYTES = 4 * 1024;
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final Set<String> KEYS = Set.of("perSecond", "burst", "for");
    private static final String EXAMPLE = "{\"perSecond\": 5, \"burst\": 10, \"for\": \"15m\"}";

    private final AdminViews views;
    private final BodyHandler body = BodyHandler.create(false).setBodyLimit(MAX_BODY_BYTES);

    LimiterHandler(AdminViews views) {
        this.views = views;
    }

    List<Resource> resources() {
        return List.of(
                new Resource(
                        "/admin/upstreams/:name/limiter",
                        List.of(HttpMethod.POST),
                        "POST " + EXAMPLE + ": another rate, which ends by itself.",
                        List.of(new OriginGuard(), this::readBody, context -> act(context, LimiterHandler::override))),
                Resource.action(
                        "/admin/upstreams/:name/limiter/reset",
                        "POST: full buckets, nothing learned, no other rate.",
                        context -> act(context, (limits, unused) -> limits.reset())));
    }

    private void readBody(RoutingContext context) {
        body.handle(context);
    }

    private void act(RoutingContext context, BiConsumer<UpstreamLimits, RoutingContext> action) {
        String name = context.pathParam("name");
        UpstreamLimits limits = views.limits().apply(name);
        if (limits == null) {
            Answers.problem(
                    context,
                    AdminProblem.UNKNOWN_UPSTREAM,
                    "Upstream '" + name + "': expected one that is configured.");
            return;
        }
        try {
            action.accept(limits, context);
            Answers.json(context, 200, LimiterView.of(limits.status()));
        } catch (IllegalArgumentException e) {
            Answers.problem(context, AdminProblem.BAD_REQUEST, e);
        }
    }

    private static void override(UpstreamLimits limits, RoutingContext context) {
        JsonObject asked = object(context.body().buffer());
        asked.fieldNames().stream()
                .filter(key -> !KEYS.contains(key))
                .findFirst()
                .ifPresent(key -> {
                    throw new IllegalArgumentException(
                            "'" + key + "': expected perSecond, burst and for, such as " + EXAMPLE + ".");
                });
        double perSecond = number(asked, "perSecond", 0.001, 1_000_000);
        int burst =
                asked.containsKey("burst") ? (int) number(asked, "burst", 1, 1_000_000) : (int) Math.max(1, perSecond);
        limits.override(perSecond, burst, duration(asked.getValue("for")));
    }

    private static JsonObject object(@Nullable Buffer body) {
        try {
            return new JsonObject(body == null ? Buffer.buffer() : body);
        } catch (DecodeException e) {
            throw new IllegalArgumentException(
                    "A body that is no JSON object: expected one such as " + EXAMPLE + ".", e);
        }
    }

    private static double number(JsonObject asked, String key, double min, double max) {
        if (asked.getValue(key) instanceof Number number
                && number.doubleValue() >= min
                && number.doubleValue() <= max) {
            return number.doubleValue();
        }
        throw new IllegalArgumentException(
                "'" + key + "': " + asked.getValue(key) + ": expected a number from " + min + " to " + max + ".");
    }

    private static Duration duration(@Nullable Object text) {
        if (text instanceof String written) {
            Duration duration = DurationText.parse(written);
            if (!duration.isZero() && duration.compareTo(LONGEST) <= 0) {
                return duration;
            }
        }
        throw new IllegalArgumentException("'for': " + text + ": expected a duration up to 1d, such as 15m.");
    }
}
