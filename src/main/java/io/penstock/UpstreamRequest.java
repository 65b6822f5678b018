package io.penstock;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.streams.ReadStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A request to an upstream. Immutable: each method that changes something returns another request. It is checked when it is
 * sent, by the rules that callers' requests over the port are held to.
 *
 * <p>One with a body that is a stream can be sent once; any other as often as wanted.
 */
public final class UpstreamRequest {

    /** The largest answer's body that is held in memory unless a request says otherwise, in bytes: 16 MiB. */
    public static final long DEFAULT_MAX_RESPONSE_BODY = 16L * 1024 * 1024;

    private static final String JSON = "application/json";

    private final HttpMethod method;
    private final String path;
    private final MultiMap headers;
    private final Body body;
    private final Limits limits;
    private final @Nullable CancelToken cancelToken;
    private final boolean failsOnErrors;

    private UpstreamRequest(
            HttpMethod method,
            String path,
            MultiMap headers,
            Body body,
            Limits limits,
            @Nullable CancelToken cancelToken,
            boolean failsOnErrors) {
        this.method = method;
        this.path = path;
        this.headers = headers;
        this.body = body;
        this.limits = limits;
        this.cancelToken = cancelToken;
        this.failsOnErrors = failsOnErrors;
    }

    /**
     * A request without a body.
     *
     * @param path the path below the upstream's base URL, with its leading slash, and possibly a query; percent-encoded
     */
    public static UpstreamRequest of(HttpMethod method, String path) {
        return new UpstreamRequest(
                method, path, MultiMap.caseInsensitiveMultiMap(), new Whole(Buffer.buffer()), Limits.NONE, null, false);
    }

    /** A {@code GET}; see {@link #of}. */
    public static UpstreamRequest get(String path) {
        return of(HttpMethod.GET, path);
    }

    /** A {@code HEAD}; see {@link #of}. */
    public static UpstreamRequest head(String path) {
        return of(HttpMethod.HEAD, path);
    }

    /** A {@code POST}; see {@link #of}. */
    public static UpstreamRequest post(String path) {
        return of(HttpMethod.POST, path);
    }

    /** A {@code PUT}; see {@link #of}. */
    public static UpstreamRequest put(String path) {
        return of(HttpMethod.PUT, path);
    }

    /** A {@code PATCH}; see {@link #of}. */
    public static UpstreamRequest patch(String path) {
        return of(HttpMethod.PATCH, path);
    }

    /** A {@code DELETE}; see {@link #of}. */
    public static UpstreamRequest delete(String path) {
        return of(HttpMethod.DELETE, path);
    }

    /** The method. */
    public HttpMethod method() {
        return method;
    }

    /** The path and query below the upstream's base URL. */
    public String path() {
        return path;
    }

    /** This request with a parameter added to its query; name and value are percent-encoded. */
    public UpstreamRequest withQuery(String name, String value) {
        String separator = path.indexOf('?') < 0 ? "?" : "&";
        String longer = path + separator + encoded(name) + "=" + encoded(value);
        return new UpstreamRequest(method, longer, headers, body, limits, cancelToken, failsOnErrors);
    }

    /**
     * This request with a field added; one of that name that it has already stays. {@code Host}, {@code Content-Length} and
     * what belongs to a connection are Penstock's matter: such fields are not sent.
     */
    public UpstreamRequest withHeader(String name, String value) {
        MultiMap more = MultiMap.caseInsensitiveMultiMap().addAll(headers).add(name, value);
        return new UpstreamRequest(method, path, more, body, limits, cancelToken, failsOnErrors);
    }

    /** This request with a media type that is wanted before those that it names. */
    UpstreamRequest accepting(String mediaType) {
        String others = headers.get(HttpHeaders.ACCEPT);
        MultiMap more = MultiMap.caseInsensitiveMultiMap()
                .addAll(headers)
                .set(HttpHeaders.ACCEPT, others == null ? mediaType : mediaType + ", " + others);
        return new UpstreamRequest(method, path, more, body, limits, cancelToken, failsOnErrors);
    }

    /** This request with a body, which must not be changed any more. */
    public UpstreamRequest withBody(Buffer bytes) {
        return withBody(new Whole(bytes));
    }

    /** This request with a body in JSON, and a {@code Content-Type} that says so unless it has one. */
    public UpstreamRequest withJson(JsonObject json) {
        return withJson(json.toBuffer());
    }

    /** This request with a body in JSON, and a {@code Content-Type} that says so unless it has one. */
    public UpstreamRequest withJson(JsonArray json) {
        return withJson(json.toBuffer());
    }

    private UpstreamRequest withJson(Buffer json) {
        UpstreamRequest typed = headers.contains(HttpHeaders.CONTENT_TYPE)
                ? this
                : withHeader(HttpHeaders.CONTENT_TYPE.toString(), JSON);
        return typed.withBody(json);
    }

    /**
     * This request with a body of unknown length that flows as the upstream takes it. The stream is read on the context that
     * the request is sent from, at most eight buffers ahead, and left paused where the upstream does not want its end.
     */
    public UpstreamRequest withBody(ReadStream<Buffer> stream) {
        return withBody(new Streamed(stream, -1));
    }

    /**
     * This request with a body that flows as the upstream takes it, announced by a {@code Content-Length}. The call fails
     * where the stream delivers more or fewer bytes.
     */
    public UpstreamRequest withBody(ReadStream<Buffer> stream, long length) {
        if (length < 0) {
            throw new IllegalArgumentException("length: " + length + "; expected 0 or more");
        }
        return withBody(new Streamed(stream, length));
    }

    private UpstreamRequest withBody(Body other) {
        return new UpstreamRequest(method, path, headers, other, limits, cancelToken, failsOnErrors);
    }

    /**
     * This request with a time of its own, beside the deadlines of its route, which hold too: for the answer's head, and for
     * the whole answer where that is held in memory. It stands still while a request body makes progress.
     */
    public UpstreamRequest withTimeout(Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("timeout: " + timeout + "; expected more than 0");
        }
        return withLimits(new Limits(timeout, limits.maxWait(), limits.maxResponseBody()));
    }

    /**
     * This request with another longest sum of waits, for a connection, for which {@code pool.maxWait} holds too, and between
     * attempts; 0 means none at all.
     */
    public UpstreamRequest withMaxWait(Duration maxWait) {
        if (maxWait.isNegative()) {
            throw new IllegalArgumentException("maxWait: " + maxWait + "; expected 0 or more");
        }
        return withLimits(new Limits(limits.timeout(), maxWait, limits.maxResponseBody()));
    }

    /** This request with another bound in bytes for an answer's body that is held in memory. */
    public UpstreamRequest withMaxResponseBody(long bytes) {
        if (bytes < 0 || bytes > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "maxResponseBody: " + bytes + "; expected 0 to " + Integer.MAX_VALUE + ", or a streamed answer");
        }
        return withLimits(new Limits(limits.timeout(), limits.maxWait(), bytes));
    }

    private UpstreamRequest withLimits(Limits other) {
        return new UpstreamRequest(method, path, headers, body, other, cancelToken, failsOnErrors);
    }

    /** This request with a token that ends its calls. */
    public UpstreamRequest withCancelToken(CancelToken token) {
        return new UpstreamRequest(method, path, headers, body, limits, token, failsOnErrors);
    }

    /**
     * This request, whose call fails where the upstream answers with a status of 400 or more: with the exception that it stands
     * for, such as {@link io.penstock.error.RateLimitedException} or {@link io.penstock.error.ValidationException}. For
     * answers that are gathered in memory; the head of a streamed one is handed on whatever it says.
     */
    public UpstreamRequest failingOnErrors() {
        return new UpstreamRequest(method, path, headers, body, limits, cancelToken, true);
    }

    /** The fields; not to be changed. */
    MultiMap headers() {
        return headers;
    }

    Body body() {
        return body;
    }

    Limits limits() {
        return limits;
    }

    @Nullable
    CancelToken cancelToken() {
        return cancelToken;
    }

    boolean failsOnErrors() {
        return failsOnErrors;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public String toString() {
        // Without the query, which may hold secrets.
        int query = path.indexOf('?');
        return method + " " + (query < 0 ? path : path.substring(0, query) + "?…");
    }

    /** What is sent. */
    sealed interface Body {

        /** The length in bytes, −1 where it is not known. */
        long length();
    }

    /** A body in memory. */
    record Whole(Buffer bytes) implements Body {
        @Override
        public long length() {
            return bytes.length();
        }
    }

    /** A body that flows. */
    record Streamed(ReadStream<Buffer> stream, long length) implements Body {}

    /**
     * What a call may cost.
     *
     * @param timeout the time for it, null for any
     * @param maxWait the longest sum of waits, null for any
     * @param maxResponseBody the largest body of an answer in memory, in bytes
     */
    record Limits(@Nullable Duration timeout, @Nullable Duration maxWait, long maxResponseBody) {

        private static final Limits NONE = new Limits(null, null, DEFAULT_MAX_RESPONSE_BODY);
        private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

        /** The time in nanoseconds, {@link Long#MAX_VALUE} for any. */
        long timeoutNanos() {
            return nanos(timeout);
        }

        /** The longest sum of waits in nanoseconds, {@link Long#MAX_VALUE} for any. */
        long maxWaitNanos() {
            return nanos(maxWait);
        }

        private static long nanos(@Nullable Duration duration) {
            return duration == null || duration.compareTo(LONGEST) > 0 ? Long.MAX_VALUE : duration.toNanos();
        }
    }
}
