package io.penstock.admin;

import io.penstock.resilience.breaker.BreakerStatus;
import io.vertx.core.json.JsonObject;

/** A circuit breaker as the management port shows it. */
public final class BreakerView {

    private BreakerView() {}

    /** The breaker as JSON; {@code nextAttemptMs} is left out where only a request changes the state. */
    public static JsonObject of(BreakerStatus status) {
        JsonObject view = new JsonObject()
                .put("state", status.state().label())
                .put("failures", status.failures())
                .put("openings", status.openings())
                .put(
                        "window",
                        new JsonObject()
                                .put("calls", status.windowCalls())
                                .put("failures", status.windowFailures())
                                .put("slow", status.windowSlow()));
        return status.nextAttemptMillis() < 0 ? view : view.put("nextAttemptMs", status.nextAttemptMillis());
    }
}
