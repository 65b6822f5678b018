package io.penstock.demo;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** Injects faults on request. */
final class FaultsPart implements Part {

    private final FaultInjector faults;

    FaultsPart(FaultInjector faults) {
        this.faults = faults;
    }

    @Override
    public void addTo(Endpoints endpoints) {
        endpoints.onControl(
                HttpMethod.POST,
                "/faults",
                "injects {\"fault\": refuse | reset | stall | slow | delay | status | down | none, \"for\": \"5s\","
                        + " \"path\": prefix, \"rate\": 0..1, \"count\": n, \"at\": head | body, \"delay\": \"100ms\","
                        + " \"status\": 503}",
                this::inject);
        endpoints.onControl(
                HttpMethod.GET,
                "/faults",
                "the faults in force",
                context -> Answers.json(context, 200, new JsonObject().put("faults", faults.toJson())));
        endpoints.onControl(HttpMethod.DELETE, "/faults", "ends all faults", this::clear);
    }

    private void inject(RoutingContext context) {
        Fault fault = Fault.parse(Parameters.json(context));
        if (fault.kind() == Fault.Kind.DOWN) {
            // The answer has to leave before the connection that carries it is closed.
            context.addEndHandler(ended -> faults.inject(fault));
        } else {
            faults.inject(fault);
        }
        Answers.json(context, 200, fault.toJson());
    }

    private void clear(RoutingContext context) {
        faults.clear();
        context.response().setStatusCode(204).end();
    }
}
