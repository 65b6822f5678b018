package io.penstock.admin;

import io.vertx.core.json.JsonObject;
import java.util.Locale;

/** The kinds of failure that the management port answers with, as {@code application/problem+json} (RFC 9457). */
enum AdminProblem {
    BAD_REQUEST(400, "The request is malformed", "Correct what the detail names."),
    UNAUTHORIZED(401, "The key is missing or wrong", "Send 'Authorization: Bearer KEY' with the key of admin.key."),
    HOST_NOT_ALLOWED(
            403,
            "The Host is not this machine's",
            "Use localhost, 127.0.0.1, [::1] or the address of admin.host in the URL."),
    ORIGIN_NOT_ALLOWED(403, "The request comes from a page of another origin", "Send the request from no page at all."),
    NOT_FOUND(404, "Nothing is served at this path", "GET / lists what there is."),
    UNKNOWN_UPSTREAM(404, "There is no such upstream", "GET /admin/upstreams lists them."),
    METHOD_NOT_ALLOWED(405, "The path does not take this method", "Use a method that the Allow field names."),
    BODY_TOO_LARGE(413, "The request body is larger than allowed", "Send less than 64 KiB."),
    UNSUPPORTED_MEDIA_TYPE(415, "The request body is not JSON", "Send 'Content-Type: application/json'."),
    INTERNAL_ERROR(500, "Penstock failed", "This is a defect: report it with what the log says."),
    NOT_SUPPORTED(501, "This Penstock cannot do it", "Change what the detail names.");

    private final int status;
    private final String title;
    private final String hint;

    AdminProblem(int status, String title, String hint) {
        this.status = status;
        this.title = title;
        this.hint = hint;
    }

    /** The kind that fits a status with which the router itself gave up; an internal error where none does. */
    static AdminProblem ofStatus(int status) {
        for (AdminProblem problem : values()) {
            if (problem.status == status) {
                return problem;
            }
        }
        return INTERNAL_ERROR;
    }

    int status() {
        return status;
    }

    String title() {
        return title;
    }

    JsonObject toJson(String detail) {
        return new JsonObject()
                .put(
                        "type",
                        "urn:penstock:problem:"
                                + name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .put("title", title)
                .put("status", status)
                .put("detail", detail)
                .put("hint", hint);
    }
}
