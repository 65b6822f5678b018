package io.penstock;

import io.penstock.config.ResetUnit;
import io.penstock.config.ServerConfig;
import io.penstock.error.BadRequestException;
import io.penstock.error.ErrorClassifier;
import io.penstock.error.PenstockException;
import io.penstock.error.Problem;
import io.penstock.exchange.AskedWait;
import io.penstock.exchange.Exchange;
import io.penstock.exchange.RouteSettings;
import io.penstock.gateway.inbound.FieldRules;
import io.penstock.gateway.inbound.HeaderFilter;
import io.penstock.gateway.inbound.PathMapping;
import io.penstock.gateway.inbound.RequestRules;
import io.penstock.resilience.limit.AskedWaits;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Holds requests of the program to what callers' requests over the port are held to. Immutable; any thread. */
final class CallRules {

    /** Methods whose requests say that they have no body (RFC 9110, section 8.6). */
    private static final Set<HttpMethod> ANNOUNCE_EMPTY = Set.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH);

    private static final AskedWait ASKED = new AskedWaits(ResetUnit.AUTO, InstantSource.system());

    private final RequestRules rules;
    private final long stallNanos;

    CallRules(ServerConfig server) {
        this.rules = new RequestRules(server.extraMethods(), server.maxHeaders());
        this.stallNanos = server.stall().toNanos();
    }

    /** The time in which the program must take some of an answer, or give some of a body. */
    long stallNanos() {
        return stallNanos;
    }

    /** Why the request must not be sent; null where it may be. */
    @Nullable
    BadRequestException check(UpstreamRequest request, PathMapping paths, RouteSettings route) {
        String path = request.path();
        if (!path.startsWith("/")) {
            return new BadRequestException(
                    Problem.BAD_REQUEST, "a path without a slash at its beginning; expected one such as /contacts");
        }
        BadRequestException verdict = paths.check(path);
        if (verdict == null) {
            verdict = FieldRules.check(request.headers());
        }
        if (verdict == null) {
            verdict = rules.check(HttpVersion.HTTP_1_1, request.method(), path, request.headers());
        }
        long length = request.body().length();
        long limit = route.maxRequestBody();
        if (verdict == null && limit > 0 && length > limit) {
            verdict = new BadRequestException(
                    Problem.BODY_TOO_LARGE, length + " bytes; expected at most " + limit + " (maxRequestBody)");
        }
        return verdict;
    }

    /** What an error answer becomes for a program that wants exceptions. */
    static PenstockException errorOf(ErrorClassifier classifier, UpstreamResponse answer, Exchange exchange) {
        long waitNanos = ASKED.nanos(answer.status(), answer.headers());
        long waitMillis = waitNanos < 0 ? -1 : TimeUnit.NANOSECONDS.toMillis(waitNanos);
        return classifier.exceptionOf(answer.status(), answer.body(), waitMillis, exchange.origin());
    }

    /** The fields to send. */
    static MultiMap headers(UpstreamRequest request, String authority) {
        MultiMap headers = HeaderFilter.forUpstream(request.headers(), HttpVersion.HTTP_1_1, authority);
        headers.remove(HttpHeaders.CONTENT_LENGTH);
        long length = request.body().length();
        if (length > 0 || (length == 0 && ANNOUNCE_EMPTY.contains(request.method()))) {
            headers.set(HttpHeaders.CONTENT_LENGTH, Long.toString(length));
        }
        return headers;
    }
}
