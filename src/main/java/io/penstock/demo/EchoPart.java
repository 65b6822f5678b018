package io.penstock.demo;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** Shows a caller what arrived: its body, or its request line and header fields. */
final class EchoPart implements Part {

    private static final List<String> ECHOED =
            List.of("Host", "Authorization", "Idempotency-Key", "User-Agent", "Content-Encoding", "X-Request-Id");

    @Override
    public void addTo(Endpoints endpoints) {
        for (HttpMethod method : List.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH)) {
            endpoints.on(
                    method,
                    "/echo",
                    "streams the body back under its Content-Type; X-Echo-… fields name what came with it",
                    EchoPart::echo);
        }
        endpoints.on(null, "/headers", "the request line and all header fields, in the order received", context -> {
            context.request().resume();
            Answers.json(context, 200, head(context.request()));
        });
    }

    private static void echo(RoutingContext context) {
        HttpServerRequest request = context.request();
        HttpServerResponse response = context.response();
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length == null) {
            response.setChunked(true);
        } else {
            response.putHeader(HttpHeaders.CONTENT_LENGTH, length);
        }
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        response.putHeader(HttpHeaders.CONTENT_TYPE, type == null ? "application/octet-stream" : type);
        response.putHeader("X-Echo-Method", request.method().name());
        for (String name : ECHOED) {
            String value = request.getHeader(name);
            if (value != null) {
                response.putHeader("X-Echo-" + name, value);
            }
        }
        request.pipe().endOnFailure(false).to(response).onFailure(broken -> response.reset());
    }

    private static JsonObject head(HttpServerRequest request) {
        JsonArray fields = new JsonArray();
        request.headers()
                .forEach((name, value) -> fields.add(new JsonArray().add(name).add(value)));
        return new JsonObject()
                .put("method", request.method().name())
                .put("uri", request.uri())
                .put("version", request.version().alpnName())
                .put("authority", String.valueOf(request.authority()))
                .put("headers", fields);
    }
}
