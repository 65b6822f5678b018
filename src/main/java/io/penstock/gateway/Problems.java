package io.penstock.gateway;

import io.penstock.error.PenstockException;
import io.penstock.error.Problem;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;

/** Writes failures for callers: {@code application/problem+json} (RFC 9457) and {@code Proxy-Status} (RFC 9209). */
final class Problems {

    private static final String TYPE_PREFIX = "urn:penstock:problem:";
    private static final CharSequence PROBLEM_JSON = HttpHeaders.createOptimized("application/problem+json");
    private static final CharSequence PROXY_STATUS = HttpHeaders.createOptimized("proxy-status");

    private Problems() {}

    /** The body that tells a failure. */
    static Buffer body(PenstockException failure) {
        Problem problem = failure.problem();
        JsonObject json = new JsonObject()
                .put("type", TYPE_PREFIX + problem.slug())
                .put("title", problem.title())
                .put("status", problem.status())
                .put("detail", failure.detail())
                .put("hint", problem.hint());
        if (failure.upstream() != null) {
            json.put("upstream", failure.upstream())
                    .put("attempts", failure.attempts())
                    .put("waitedMs", failure.waitedMillis());
        }
        if (failure.retryAfterMillis() >= 0) {
            json.put("retryAfterMs", failure.retryAfterMillis());
        }
        failure.context().forEach(json::put);
        return json.toBuffer();
    }

    /** Fills in the head of an answer that tells a failure; the body is still to be sent. */
    static void head(HttpServerResponse response, PenstockException failure) {
        Problem problem = failure.problem();
        response.setStatusCode(problem.status());
        response.putHeader(HttpHeaders.CONTENT_TYPE, PROBLEM_JSON);
        String proxyStatus = problem.proxyStatus();
        if (proxyStatus != null) {
            response.putHeader(PROXY_STATUS, proxyStatus);
        }
        if (failure.retryAfterMillis() >= 0) {
            // Rounded up: a caller that comes back too early is refused again.
            response.putHeader(HttpHeaders.RETRY_AFTER, Long.toString((failure.retryAfterMillis() + 999) / 1000));
        }
    }
}
