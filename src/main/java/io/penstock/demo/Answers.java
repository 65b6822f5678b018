package io.penstock.demo;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;

/** The answers that most endpoints give. */
final class Answers {

    static final CharSequence JSON = HttpHeaders.createOptimized("application/json");

    private Answers() {}

    /** Answers with a JSON body. */
    static void json(RoutingContext context, int status, JsonObject body) {
        context.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, JSON)
                .end(body.toBuffer());
    }

    /** Answers with a JSON body that says what is wrong, unless the answer has begun: then breaks it off. */
    static void error(RoutingContext context, int status, String message) {
        HttpServerResponse response = context.response();
        if (response.ended()) {
            return;
        }
        if (response.headWritten()) {
            response.reset();
            return;
        }
        json(context, status, new JsonObject().put("status", status).put("error", message));
    }

    /** To be thrown where a request cannot be understood: answers 400 with the message. */
    static HttpException badRequest(String message) {
        return new HttpException(400, message);
    }
}
