package io.penstock.error;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The stable kinds of failure: those that Penstock itself answers with and, {@code UPSTREAM_…}, those that an error status of
 * an upstream becomes where a program wants exceptions. Each has a category, a slug that ends the problem's {@code type}
 * (RFC 9457), the HTTP status, a title, a hint that says what to do, and, where RFC 9209 names one, the
 * {@code Proxy-Status} error token.
 */
public enum Problem {
    BAD_REQUEST(
            Category.BAD_REQUEST,
            400,
            "The request is malformed",
            "Compare the request with RFC 9112; the detail names what is wrong.",
            "http_request_error"),
    PATH_ESCAPES_UPSTREAM(
            Category.BAD_REQUEST,
            400,
            "The path leaves the upstream's base path",
            "Remove the dot segments from the path.",
            "http_request_denied"),
    UNKNOWN_UPSTREAM(
            Category.NOT_FOUND,
            404,
            "No upstream is served at this path",
            "Check the first path segment against the configured upstreams.",
            "destination_not_found"),
    ITEM_MISSING(
            Category.NOT_FOUND,
            404,
            "The upstream has no such item",
            "Check the id; it was asked for together with others, and the answer has no item for it.",
            null),
    METHOD_NOT_ALLOWED(
            Category.BAD_REQUEST,
            405,
            "The method is never forwarded",
            "Use another method; TRACE and CONNECT are refused.",
            "http_request_denied"),
    CALLER_TOO_SLOW(
            Category.BAD_REQUEST,
            408,
            "The request did not arrive in time",
            "Send the request faster, or raise the timeout that the detail names.",
            "http_request_error"),
    BODY_TOO_LARGE(
            Category.BAD_REQUEST,
            413,
            "The request body is larger than allowed",
            "Send less, or raise maxRequestBody for the upstream or route.",
            "http_request_denied"),
    URI_TOO_LONG(
            Category.BAD_REQUEST,
            414,
            "The request line is too long",
            "Shorten the URL, or raise server.maxRequestLine.",
            "http_request_error"),
    EXPECTATION_FAILED(
            Category.BAD_REQUEST,
            417,
            "The expectation is not supported",
            "Send Expect: 100-continue, or no Expect at all.",
            "http_request_error"),
    HEAD_TOO_LARGE(
            Category.BAD_REQUEST,
            431,
            "The request head is too large",
            "Send fewer or shorter fields, or raise server.maxHead or server.maxHeaders.",
            "http_request_error"),
    WALK_GONE(
            Category.NOT_FOUND,
            410,
            "The walk cannot be resumed",
            "Start it anew; positions are kept for resumeFor, for the same caller and the same request only.",
            "http_request_denied"),
    INTERNAL_ERROR(
            Category.SYSTEM,
            500,
            "Penstock failed",
            "This is a defect: report it with the log lines of the request id.",
            "proxy_internal_error"),
    METHOD_NOT_IMPLEMENTED(
            Category.BAD_REQUEST,
            501,
            "The method is unknown",
            "Use a registered method, or list it in server.extraMethods.",
            "http_request_denied"),
    TRANSFER_CODING_UNSUPPORTED(
            Category.BAD_REQUEST,
            501,
            "The transfer coding is not supported",
            "Send the body chunked or with a Content-Length.",
            "http_request_error"),
    UPGRADE_UNSUPPORTED(
            Category.BAD_REQUEST,
            501,
            "Protocol upgrades are not supported",
            "Do not send Upgrade; WebSocket is not forwarded.",
            "http_request_denied"),
    DNS_FAILURE(
            Category.NETWORK,
            502,
            "The upstream's name could not be resolved",
            "Check the host in the upstream's url and the name servers.",
            "dns_error"),
    CONNECTION_REFUSED(
            Category.NETWORK,
            502,
            "The upstream refused the connection",
            "Check that the upstream is running and the port is right.",
            "connection_refused"),
    CONNECTION_FAILED(
            Category.NETWORK,
            502,
            "The upstream could not be reached",
            "Check routes and firewalls between Penstock and the upstream.",
            "destination_unavailable"),
    TLS_FAILURE(
            Category.NETWORK,
            502,
            "The TLS handshake with the upstream failed",
            "Check certificate, name and trust with 'penstock doctor'.",
            "tls_protocol_error"),
    CONNECTION_LOST(
            Category.NETWORK,
            502,
            "The upstream closed the connection before it answered",
            "Retry when the request may be repeated safely.",
            "connection_terminated"),
    BAD_UPSTREAM_ANSWER(
            Category.NETWORK,
            502,
            "The upstream's answer is not valid HTTP",
            "Report it to the API's owner; the detail names what is wrong.",
            "http_protocol_error"),
    ANSWER_TOO_LARGE(
            Category.RESOURCE,
            502,
            "The answer is larger than the caller takes",
            "Stream the answer, or raise maxResponseBody for the call.",
            "http_response_body_size"),
    BAD_PAGE(
            Category.NETWORK,
            502,
            "A page of the collection cannot be read",
            "Compare the route's pages settings with what the API answers; the detail says where they differ.",
            "http_protocol_error"),
    BAD_ENCODING(
            Category.NETWORK,
            502,
            "The encoding of the upstream's answer cannot be undone",
            "Report it to the API's owner: its bytes are not what its Content-Encoding says, or far too many.",
            "http_response_content_coding"),
    PAGE_REFUSED(
            Category.NETWORK,
            502,
            "The upstream refused a page of the collection",
            "Resume the walk with Penstock-Resume once the upstream answers again.",
            "http_response_incomplete"),
    WALK_LOOPS(
            Category.NETWORK,
            502,
            "The pages of the collection lead in a circle",
            "Report it to the API's owner, or page in another style.",
            "http_protocol_error"),
    WALK_LEAVES_UPSTREAM(
            Category.NETWORK,
            502,
            "The next page is not the upstream's",
            "Configure the upstream with the origin and the base path that its links have.",
            "http_protocol_error"),
    WALK_TOO_LONG(
            Category.NETWORK,
            502,
            "The collection is longer than a walk may be",
            "Raise maxPages or maxItems in the route's pages settings, or ask for less.",
            "http_response_incomplete"),
    CONNECTION_TIMEOUT(
            Category.NETWORK,
            504,
            "The upstream did not accept a connection in time",
            "Check that the upstream is up, or raise timeouts.connect.",
            "connection_timeout"),
    POOL_TIMEOUT(
            Category.OVERLOADED,
            503,
            "No connection became free in time",
            "Raise pool.size or pool.maxWait, or send fewer calls at once.",
            "connection_limit_reached"),
    POOL_QUEUE_FULL(
            Category.OVERLOADED,
            503,
            "Too many calls wait for a connection",
            "Raise pool.size or pool.maxWaiting, or send fewer calls at once.",
            "connection_limit_reached"),
    STREAMS_EXHAUSTED(
            Category.OVERLOADED,
            503,
            "Too many endless streams are open",
            "Close a stream, or raise pool.maxStreams.",
            "connection_limit_reached"),
    CREDENTIAL_UNAVAILABLE(
            Category.AUTHENTICATION,
            503,
            "The upstream's credential has no valid token",
            "Look at the reason in the detail and at the credential on the management port; retry later.",
            "proxy_internal_response"),
    SHUTTING_DOWN(
            Category.SYSTEM,
            503,
            "Penstock is shutting down",
            "Retry; another instance or the restarted one will answer.",
            "proxy_internal_response"),
    TOO_MANY_CONNECTIONS(
            Category.OVERLOADED,
            503,
            "Too many connections are open to Penstock",
            "Reuse connections, or raise server.maxConnections.",
            "connection_limit_reached"),
    ATTEMPT_TIMEOUT(
            Category.TIMEOUT,
            504,
            "The upstream did not answer in time",
            "Raise timeouts.attempt, or ask the upstream for less.",
            "http_response_timeout"),
    TOTAL_TIMEOUT(
            Category.TIMEOUT,
            504,
            "The call did not finish in time",
            "Raise timeouts.total, or ask the upstream for less.",
            "http_response_timeout"),
    STREAM_IDLE(
            Category.TIMEOUT,
            504,
            "The upstream stopped sending",
            "Raise timeouts.streamIdle if such pauses are expected.",
            "http_response_incomplete"),
    STREAM_TOO_LONG(
            Category.TIMEOUT,
            504,
            "The answer took longer than allowed",
            "Raise timeouts.maxDuration, or ask for less at once.",
            "http_response_incomplete"),
    CONFIGURATION(
            Category.CONFIGURATION,
            500,
            "The configuration is invalid",
            "Run 'penstock validate' and correct what it lists.",
            null),
    CANCELLED(
            Category.CANCELLED,
            499,
            "The caller left before the answer",
            "Nothing to do: the caller cancelled the call.",
            null),
    RATE_LIMITED(
            Category.RATE_LIMITED,
            429,
            "The upstream allows no more requests for now",
            "Wait as long as Retry-After says, send fewer calls, or raise rateLimit if the upstream allows more.",
            "http_request_denied"),
    CIRCUIT_OPEN(
            Category.CIRCUIT_OPEN,
            503,
            "The upstream's circuit breaker is open",
            "Come back after retryAfterMs; the management port tells what opened it.",
            "destination_unavailable"),
    RESOURCE_EXHAUSTED(
            Category.RESOURCE,
            503,
            "Penstock is short of memory or descriptors",
            "Check the limits of the process (heap, ulimit -n), then restart it.",
            "proxy_internal_error"),
    MEMORY_PRESSURE(
            Category.OVERLOADED,
            503,
            "Penstock is short of memory and refuses less urgent calls",
            "Come back after retryAfterMs, send a smaller u= in Priority if it is urgent, or give Penstock more memory.",
            "proxy_internal_response"),
    FILESYSTEM(
            Category.FILESYSTEM,
            500,
            "A file could not be read or written",
            "Check that the disk has room and that Penstock may use the file that the detail names.",
            "proxy_internal_error"),
    UPSTREAM_BAD_REQUEST(
            Category.BAD_REQUEST,
            400,
            "The upstream refused the request",
            "Compare the request with the API's documentation.",
            null),
    UPSTREAM_UNAUTHENTICATED(
            Category.AUTHENTICATION,
            401,
            "The upstream does not accept the credentials",
            "Check the upstream's credential, or the caller's Authorization.",
            null),
    UPSTREAM_FORBIDDEN(
            Category.FORBIDDEN,
            403,
            "The credentials do not suffice for the request",
            "Ask the API's owner for the missing right or scope.",
            null),
    UPSTREAM_NOT_FOUND(
            Category.NOT_FOUND,
            404,
            "The upstream has no such resource",
            "Check the path and the identifiers in it.",
            null),
    UPSTREAM_CONFLICT(
            Category.CONFLICT,
            409,
            "The request contradicts the state of the resource",
            "Read the resource again, then decide anew.",
            null),
    UPSTREAM_VALIDATION(
            Category.VALIDATION,
            422,
            "The upstream refused the request's content",
            "Correct the fields that fieldErrors names.",
            null),
    UPSTREAM_RATE_LIMITED(
            Category.RATE_LIMITED,
            429,
            "The upstream asks for fewer calls",
            "Come back after retryAfterMs, or set rateLimit to what the upstream allows.",
            null),
    UPSTREAM_FAILED(
            Category.SERVER,
            502,
            "The upstream failed",
            "Retry when the request may be repeated safely; else tell the API's owner.",
            null);

    private final Category category;
    private final int status;
    private final String title;
    private final String hint;
    private final @Nullable String proxyError;
    private final String slug;

    Problem(Category category, int status, String title, String hint, @Nullable String proxyError) {
        this.category = category;
        this.status = status;
        this.title = title;
        this.hint = hint;
        this.proxyError = proxyError;
        this.slug = name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The family that it belongs to. */
    public Category category() {
        return category;
    }

    /** The HTTP status that Penstock answers with. */
    public int status() {
        return status;
    }

    /** One line that names the failure, the same for every occurrence. */
    public String title() {
        return title;
    }

    /** One line that says what to check or do. */
    public String hint() {
        return hint;
    }

    /** The error token of {@code Proxy-Status} (RFC 9209, section 2.3), or null where none fits. */
    public @Nullable String proxyError() {
        return proxyError;
    }

    /** The whole value of {@code Proxy-Status} (RFC 9209) in an answer that tells this failure; null where none fits. */
    public @Nullable String proxyStatus() {
        return proxyError == null ? null : "penstock; error=" + proxyError + "; details=\"" + slug + "\"";
    }

    /** The stable last segment of the problem's {@code type}, such as {@code unknown-upstream}. */
    public String slug() {
        return slug;
    }
}
