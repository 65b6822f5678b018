package io.penstock.batching.pages;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The query of a target: one parameter read, or set in its place while every other byte stays as it is. */
final class Query {

    private Query() {}

    /** A parameter's first value, decoded; null where there is none, or none that can be decoded. */
    static @Nullable String get(String target, String name) {
        int from = find(target, name);
        if (from < 0) {
            return null;
        }
        String pair = target.substring(from, end(target, from));
        int equals = pair.indexOf('=');
        return equals < 0 ? "" : decoded(pair.substring(equals + 1));
    }

    /** The target with a parameter set, in place of its first value or at the end; further ones of that name are taken out. */
    static String set(String target, String name, String value) {
        String pair = encoded(name) + "=" + encoded(value);
        int first = find(target, name);
        if (first < 0) {
            String separator = target.indexOf('?') < 0 ? "?" : target.endsWith("?") || target.endsWith("&") ? "" : "&";
            return target + separator + pair;
        }
        StringBuilder changed = new StringBuilder(target.substring(0, first)).append(pair);
        int at = end(target, first);
        while (at < target.length()) {
            int next = end(target, at + 1);
            if (!named(target, at + 1, next, name)) {
                changed.append(target, at, next);
            }
            at = next;
        }
        return changed.toString();
    }

    private static int find(String target, String name) {
        int at = target.indexOf('?');
        while (at >= 0 && at < target.length()) {
            int next = end(target, at + 1);
            if (named(target, at + 1, next, name)) {
                return at + 1;
            }
            at = next;
        }
        return -1;
    }

    private static boolean named(String target, int from, int end, String name) {
        int equals = target.indexOf('=', from);
        String found = target.substring(from, equals < 0 || equals > end ? end : equals);
        return found.equals(name) || name.equals(decoded(found));
    }

    private static int end(String target, int from) {
        int end = target.indexOf('&', from);
        return end < 0 ? target.length() : end;
    }

    private static @Nullable String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
