package io.penstock.admin;

import io.penstock.resilience.breaker.UpstreamBreaker;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens, closes and resets the circuit breakers of upstreams. */
final class BreakerHandler {

    private static final Logger LOG = LoggerFactory.getLogger(BreakerHandler.class);

    private static final Map<String, Consumer<UpstreamBreaker>> ACTIONS = Map.of(
            "open", UpstreamBreaker::forceOpen,
            "close", UpstreamBreaker::close,
            "reset", UpstreamBreaker::reset);

    private final AdminViews views;

    BreakerHandler(AdminViews views) {
        this.views = views;
    }

    Resource resource() {
        return Resource.action(
                "/admin/upstreams/:name/breaker/:action",
                "POST with the action open, close or reset: changes the circuit breaker of an upstream.",
                this::act);
    }

    private void act(RoutingContext context) {
        String name = context.pathParam("name");
        String action = context.pathParam("action");
        Consumer<UpstreamBreaker> change = ACTIONS.get(action);
        UpstreamBreaker breaker = views.breakers().apply(name);
        if (change == null) {
            Answers.problem(context, AdminProblem.NOT_FOUND, "Action '" + action + "': expected open, close or reset.");
        } else if (views.upstream().apply(name) == null) {
            Answers.problem(
                    context,
                    AdminProblem.UNKNOWN_UPSTREAM,
                    "Upstream '" + name + "': expected one that is configured.");
        } else if (breaker == null) {
            Answers.problem(
                    context,
                    AdminProblem.NOT_SUPPORTED,
                    "features.resilience is false: expected true, for an upstream to have a breaker.");
        } else {
            LOG.info("{}: breaker asked to {} by the management port", name, action);
            change.accept(breaker);
            Answers.json(context, 200, BreakerView.of(breaker.status()));
        }
    }
}
