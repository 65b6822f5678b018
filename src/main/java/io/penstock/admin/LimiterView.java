package io.penstock.admin;

import io.penstock.resilience.limit.LimitStatus;
import io.vertx.core.json.JsonObject;

/** Shows what an upstream allows. What is not known, or does not apply, is left out. */
public final class LimiterView {

    private LimiterView() {}

    /** The limiter of an upstream. */
    public static JsonObject of(LimitStatus status) {
        JsonObject view = new JsonObject();
        if (status.perSecond() >= 0) {
            view.put("perSecond", status.perSecond()).put("burst", status.burst());
        }
        if (status.tokens() >= 0) {
            view.put("tokens", Math.floor(status.tokens() * 100) / 100);
        }
        if (status.overrideMillis() >= 0) {
            view.put("overrideEndsInMs", status.overrideMillis());
        }
        if (status.quotaLeft() >= 0) {
            JsonObject quota =
                    new JsonObject().put("left", status.quotaLeft()).put("resetInMs", status.quotaResetMillis());
            view.put("quota", status.quotaLimit() < 0 ? quota : quota.put("limit", status.quotaLimit()));
        }
        if (status.coolingMillis() >= 0) {
            view.put("coolingForMs", status.coolingMillis());
        }
        return view;
    }
}
