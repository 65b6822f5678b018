package io.penstock.demo;

import io.vertx.core.json.JsonObject;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A fault to inject.
 *
 * @param kind what goes wrong
 * @param forMillis how long it lasts
 * @param path hits only requests whose path starts so; null hits all
 * @param rate the share of the requests that it hits, spread evenly: 0.5 hits every second one
 * @param count how many requests it hits at most
 * @param midBody whether {@link Kind#RESET} comes amid the answer's body, not before the answer's head
 * @param delayMillis what {@link Kind#DELAY} and each byte of {@link Kind#SLOW} wait
 * @param status what {@link Kind#STATUS} answers
 */
record Fault(
        Kind kind,
        long forMillis,
        @Nullable String path,
        double rate,
        long count,
        boolean midBody,
        long delayMillis,
        int status) {

    private static final long MAX_FOR_MILLIS = 600_000;

    /** What goes wrong. */
    enum Kind {
        /** New connections are closed as soon as they are accepted. */
        REFUSE,
        /** The connection is reset (TCP RST). */
        RESET,
        /** The request is taken and never answered. */
        STALL,
        /** The answer's body drips, a byte at a time. */
        SLOW,
        /** The endpoint's own answer comes late. */
        DELAY,
        /** Another status is answered. */
        STATUS,
        /** Nothing listens: connections are closed, new ones find the port closed, until it is over. */
        DOWN,
        /** No fault: ends those that there are. */
        NONE;

        private boolean hitsRequests() {
            return this != REFUSE && this != DOWN && this != NONE;
        }
    }

    /** Reads {@code {"fault":"reset","for":"5s","path":"/items","rate":0.5,"count":3,"at":"body"}}; only fault is required. */
    static Fault parse(JsonObject json) {
        for (String name : json.fieldNames()) {
            switch (name) {
                case "fault", "for", "path", "rate", "count", "at", "delay", "status" -> {}
                default ->
                    throw Answers.badRequest(name + ": expected fault, for, path, rate, count, at, delay or status");
            }
        }
        Kind kind = kind(json.getValue("fault"));
        String path = json.getValue("path") instanceof String prefix ? prefix : null;
        if (path != null && !kind.hitsRequests()) {
            throw Answers.badRequest("path: " + path + " (expected: none, as this fault hits connections)");
        }
        Object rate = json.getValue("rate", 1.0);
        if (!(rate instanceof Number share) || !(share.doubleValue() >= 0 && share.doubleValue() <= 1)) {
            throw Answers.badRequest("rate: " + rate + " (expected: a number from 0 to 1)");
        }
        return new Fault(
                kind,
                Parameters.millis(json.getValue("for"), 1, MAX_FOR_MILLIS, 60_000),
                path,
                share.doubleValue(),
                number(json, "count", 1, Integer.MAX_VALUE, Long.MAX_VALUE),
                midBody(json.getValue("at", "head")),
                Parameters.millis(json.getValue("delay"), 1, 60_000, 100),
                (int) number(json, "status", 200, 599, 503));
    }

    JsonObject toJson() {
        return new JsonObject()
                .put("fault", kind.name().toLowerCase(Locale.ROOT))
                .put("for", forMillis + "ms")
                .put("path", path)
                .put("rate", rate);
    }

    private static Kind kind(@Nullable Object value) {
        for (Kind kind : Kind.values()) {
            if (kind.name().toLowerCase(Locale.ROOT).equals(value)) {
                return kind;
            }
        }
        throw Answers.badRequest(
                "fault: " + value + " (expected: refuse, reset, stall, slow, delay, status, down or none)");
    }

    private static boolean midBody(Object at) {
        if (!at.equals("head") && !at.equals("body")) {
            throw Answers.badRequest("at: " + at + " (expected: head or body)");
        }
        return at.equals("body");
    }

    private static long number(JsonObject json, String name, long min, long max, long absent) {
        Object value = json.getValue(name);
        return value == null ? absent : Parameters.wholeNumber(value.toString(), min, max);
    }
}
