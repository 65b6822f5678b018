package io.penstock.admin;

import io.penstock.config.AdminConfig;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the management port serves, and what a request must pass before. */
final class AdminRouter {

    private static final Logger LOG = LoggerFactory.getLogger(AdminRouter.class);
    private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";
    private static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    private final Vertx vertx;
    private final AdminViews views;
    private final LogLevelsHandler logLevels;
    private final CredentialsHandler credentials;

    private AdminRouter(Vertx vertx, AdminViews views, LogLevels levels, Duration patience) {
        this.vertx = vertx;
        this.views = views;
        this.logLevels = new LogLevelsHandler(levels);
        this.credentials = new CredentialsHandler(views.credentials(), patience);
    }

    /**
     * The router of a management port; runs on the event loop of its server.
     *
     * @param patience how long the answer to an action waits for its end
     */
    static Router create(Vertx vertx, AdminConfig config, AdminViews views, LogLevels levels, Duration patience) {
        AdminRouter admin = new AdminRouter(vertx, views, levels, patience);
        Router router = Router.router(vertx);
        router.route().failureHandler(AdminRouter::failed);
        HostGuard hostGuard = HostGuard.of(config.host());
        if (hostGuard != null) {
            router.route().handler(hostGuard);
        }
        List<Resource> open = admin.openResources();
        List<Resource> guarded = new ArrayList<>(admin.guardedResources());
        guarded.addAll(new LimiterHandler(views).resources());
        open.forEach(resource -> resource.mount(router));
        if (config.key() != null) {
            router.route().handler(new KeyGuard(config.key()));
        }
        guarded.forEach(resource -> resource.mount(router));
        admin.index(Stream.concat(open.stream(), guarded.stream()).toList()).mount(router);
        router.route().handler(AdminRouter::notFound);
        return router;
    }

    private List<Resource> openResources() {
        return List.of(
                Resource.read("/health/live", "Whether the process answers at all.", this::live),
                Resource.read(
                        "/health/ready",
                        "Whether Penstock itself can serve; 503 with the reason if not.",
                        this::ready));
    }

    private List<Resource> guardedResources() {
        List<Resource> resources = new ArrayList<>(List.of(
                Resource.read("/metrics", "Metrics in Prometheus's text format or OpenMetrics.", this::metrics),
                Resource.read("/admin/upstreams", "The state of every upstream.", this::upstreams),
                Resource.read(
                        "/admin/upstreams/:name",
                        "The state of one upstream, with its breaker and its settings.",
                        this::upstream),
                new BreakerHandler(views).resource(),
                Resource.read("/admin/memory", "How short of memory the process is.", this::memory),
                Resource.read("/admin/config", "The running settings, secrets masked.", this::config),
                logLevels.resource()));
        resources.addAll(credentials.resources());
        return resources;
    }

    private Resource index(List<Resource> resources) {
        JsonArray paths = new JsonArray(resources.stream().map(Resource::toJson).toList());
        return Resource.read(
                "/",
                "This index.",
                context -> Answers.json(
                        context, 200, new JsonObject().put("name", "Penstock").put("paths", paths)));
    }

    private void live(RoutingContext context) {
        Answers.json(context, 200, new JsonObject().put("status", "up"));
    }

    private void ready(RoutingContext context) {
        String reason = views.notReady().get();
        if (reason == null) {
            Answers.json(context, 200, new JsonObject().put("status", "up"));
        } else {
            Answers.json(context, 503, new JsonObject().put("status", "down").put("reason", reason));
        }
    }

    private void metrics(RoutingContext context) {
        String accept = context.request().getHeader(HttpHeaders.ACCEPT);
        String contentType =
                accept != null && accept.contains("application/openmetrics-text") ? OPEN_METRICS : PROMETHEUS_TEXT;
        // Writing many series takes milliseconds, in which an event loop would serve hundreds of exchanges.
        vertx.executeBlocking(() -> views.scrape().apply(contentType))
                .onSuccess(page -> Answers.send(context, 200, contentType, page))
                .onFailure(context::fail);
    }

    private void upstreams(RoutingContext context) {
        Answers.json(
                context,
                200,
                new JsonObject().put("upstreams", views.upstreams().get()));
    }

    private void upstream(RoutingContext context) {
        String name = context.pathParam("name");
        JsonObject state = views.upstream().apply(name);
        if (state != null) {
            Answers.json(context, 200, state);
        } else {
            Answers.problem(
                    context,
                    AdminProblem.UNKNOWN_UPSTREAM,
                    "Upstream '" + name + "': expected one that is configured.");
        }
    }

    private void memory(RoutingContext context) {
        Answers.json(context, 200, MemoryView.of(views.memory().get()));
    }

    private void config(RoutingContext context) {
        Answers.json(context, 200, views.config().get());
    }

    private static void notFound(RoutingContext context) {
        Answers.problem(context, AdminProblem.NOT_FOUND, line(context) + ": expected a path that GET / lists.");
    }

    /** Answers where a handler threw, or the router refused the request before any of them. */
    private static void failed(RoutingContext context) {
        if (context.response().closed()) {
            return;
        }
        AdminProblem problem = AdminProblem.ofStatus(context.statusCode());
        if (problem == AdminProblem.INTERNAL_ERROR) {
            LOG.error("{} failed", line(context), context.failure());
        }
        Answers.problem(context, problem, line(context) + ": " + problem.title() + ".");
    }

    private static String line(RoutingContext context) {
        return context.request().method() + " " + context.request().path();
    }
}
