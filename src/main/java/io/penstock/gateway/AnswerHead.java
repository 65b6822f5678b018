package io.penstock.gateway;

import io.penstock.exchange.Answer;
import io.penstock.gateway.inbound.HeaderFilter;
import io.penstock.gateway.inbound.LocationRewrite;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the head of an upstream's answer for its caller. Confined to one event loop. */
final class AnswerHead {

    private static final String EVENT_STREAM = "text/event-stream";
    private static final List<CharSequence> LOCATIONS =
            List.of(HttpHeaders.LOCATION, HttpHeaders.createOptimized("content-location"));

    private @Nullable LocationRewrite locations;

    /** Rewrites locations by a rule from now on; by none where it is null. */
    void rewrite(@Nullable LocationRewrite rule) {
        locations = rule;
    }

    /** Fills in the response's head; true where a body may follow. */
    boolean write(Answer answer, HttpServerRequest request, HttpServerResponse response) {
        int status = answer.status();
        response.setStatusCode(status);
        HeaderFilter.addForCaller(answer.headers(), answer.version(), response.headers());
        rewriteLocations(response.headers());
        boolean bodyExpected = status != 204 && status != 304 && !HttpMethod.HEAD.equals(request.method());
        if (bodyExpected && !response.headers().contains(HttpHeaders.CONTENT_LENGTH)) {
            response.setChunked(request.version() != HttpVersion.HTTP_1_0);
        }
        return bodyExpected;
    }

    private void rewriteLocations(MultiMap headers) {
        if (locations != null) {
            for (CharSequence name : LOCATIONS) {
                String location = headers.get(name);
                if (location != null) {
                    headers.set(name, locations.rewrite(location));
                }
            }
        }
    }

    /** The length of an answer's body as its head announces it, −1 where it does not. */
    static long length(Answer answer) {
        String length = answer.headers().get(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? -1 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    static boolean isEventStream(Answer answer) {
        String type = answer.headers().get(HttpHeaders.CONTENT_TYPE);
        return type != null && type.regionMatches(true, 0, EVENT_STREAM, 0, EVENT_STREAM.length());
    }
}
