package io.penstock.admin;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows and sets the log levels of features. A request is carried out as a whole or not at all. */
final class LogLevelsHandler {

    private static final Logger LOG = LoggerFactory.getLogger(LogLevelsHandler.class);
    private static final int MAX_BODY_BYTES = 64 * 1024;
    private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD);
    private static final String EXAMPLE = "{\"penstock:pool\": \"debug\"}";

    private final LogLevels levels;
    private final BodyHandler body = BodyHandler.create(false).setBodyLimit(MAX_BODY_BYTES);

    LogLevelsHandler(LogLevels levels) {
        this.levels = levels;
    }

    Resource resource() {
        return new Resource(
                "/admin/log-levels",
                List.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.PUT, HttpMethod.POST),
                "The log level of each feature; PUT or POST " + EXAMPLE + " sets it.",
                List.of(this::showOrGoOn, this::readBody, this::set));
    }

    private void showOrGoOn(RoutingContext context) {
        if (READING.contains(context.request().method())) {
            show(context);
            return;
        }
        String contentType = context.request().getHeader(HttpHeaders.CONTENT_TYPE);
        if (isJson(contentType)) {
            context.next();
        } else {
            // A page of another origin can make a browser send a form or plain text unasked, but not JSON.
            Answers.problem(
                    context,
                    AdminProblem.UNSUPPORTED_MEDIA_TYPE,
                    "Content-Type " + contentType + ": expected application/json.");
        }
    }

    private void readBody(RoutingContext context) {
        body.handle(context);
    }

    private void set(RoutingContext context) {
        try {
            Map<String, LogLevel> asked = parse(context.body().buffer());
            asked.forEach((feature, level) -> levels.set(Set.of(feature), level));
            LOG.info("log levels set on request: {}", asked);
            show(context);
        } catch (IllegalArgumentException e) {
            Answers.problem(context, AdminProblem.BAD_REQUEST, e);
        } catch (UnsupportedOperationException e) {
            Answers.problem(context, AdminProblem.NOT_SUPPORTED, e);
        }
    }

    private void show(RoutingContext context) {
        try {
            JsonObject shown = new JsonObject();
            levels.inForce().forEach((feature, level) -> shown.put(feature, level.toString()));
            Answers.json(context, 200, shown);
        } catch (UnsupportedOperationException e) {
            Answers.problem(context, AdminProblem.NOT_SUPPORTED, e);
        }
    }

    /** The level asked for each feature, from either form of the body. */
    private static Map<String, LogLevel> parse(@Nullable Buffer body) {
        JsonObject object = object(body);
        Map<String, LogLevel> asked = new LinkedHashMap<>();
        if (object.containsKey("feature")) {
            if (!object.fieldNames().equals(Set.of("feature", "level"))) {
                throw unexpected(object.fieldNames().toString());
            }
            ask(asked, text(object, "feature"), text(object, "level"));
        } else {
            object.fieldNames().forEach(name -> ask(asked, name, text(object, name)));
        }
        if (asked.isEmpty()) {
            throw unexpected("An empty object");
        }
        return asked;
    }

    private static void ask(Map<String, LogLevel> asked, String name, String level) {
        LogLevel parsed = LogLevel.parse(level);
        LogLevels.select(name).forEach(feature -> asked.put(feature, parsed));
    }

    private static JsonObject object(@Nullable Buffer body) {
        if (body == null || body.length() == 0) {
            throw unexpected("An empty body");
        }
        try {
            return new JsonObject(body);
        } catch (DecodeException e) {
            throw unexpected("A body that is no JSON object");
        }
    }

    private static String text(JsonObject object, String name) {
        if (object.getValue(name) instanceof String text) {
            return text;
        }
        throw unexpected("'" + name + "': " + object.getValue(name));
    }

    private static IllegalArgumentException unexpected(String found) {
        return new IllegalArgumentException(found + ": expected a feature and its level, such as " + EXAMPLE
                + " or {\"feature\": \"pool\", \"level\": \"debug\"}.");
    }

    private static boolean isJson(@Nullable String contentType) {
        if (contentType == null) {
            return false;
        }
        int end = contentType.indexOf(';');
        String mediaType = end < 0 ? contentType : contentType.substring(0, end);
        return mediaType.trim().equalsIgnoreCase("application/json");
    }
}
