package io.penstock.admin;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One path of the management port.
 *
 * @param path as the router writes it, {@code :name} for a part that varies
 * @param methods what it takes
 * @param description one line for the index
 * @param handlers what answers; each but the last may hand on to the one after it
 */
record Resource(String path, List<HttpMethod> methods, String description, List<Handler<RoutingContext>> handlers) {

    /** A path that is only read. */
    static Resource read(String path, String description, Handler<RoutingContext> handler) {
        return new Resource(path, List.of(HttpMethod.GET, HttpMethod.HEAD), description, List.of(handler));
    }

    /** A path that does something when it is posted to, for whoever is not a page of another origin. */
    static Resource action(String path, String description, Handler<RoutingContext> handler) {
        return new Resource(path, List.of(HttpMethod.POST), description, List.of(new OriginGuard(), handler));
    }

    /** Serves it, and refuses other methods with the {@code Allow} that RFC 9110, section 15.5.6, asks for. */
    void mount(Router router) {
        Route route = router.route(path);
        methods.forEach(route::method);
        handlers.forEach(route::handler);
        router.route(path).handler(context -> {
            context.response().putHeader(HttpHeaders.ALLOW, methodNames());
            Answers.problem(
                    context,
                    AdminProblem.METHOD_NOT_ALLOWED,
                    context.request().method() + " " + path + ": expected one of " + methodNames() + ".");
        });
    }

    JsonObject toJson() {
        return new JsonObject()
                .put("path", path.replaceAll(":(\\w+)", "{$1}"))
                .put("methods", methodNames())
                .put("description", description);
    }

    private String methodNames() {
        return methods.stream().map(HttpMethod::name).collect(Collectors.joining(", "));
    }
}
