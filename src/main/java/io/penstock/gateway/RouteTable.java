package io.penstock.gateway;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the route of a request below an upstream: a tree of path segments, so that the cost grows with the path and not
 * with the number of routes. At each segment a text goes before a {@code {name}}, and that before {@code **}; a pattern
 * of the request's own method goes before {@code *}. Built at start; immutable afterwards.
 */
final class RouteTable {

    private static final String ANY_METHOD = "*";
    private static final String REST = "**";

    private final Node root = new Node();
    private final Route fallback;

    /** A table without patterns: everything takes the fallback. */
    RouteTable(Route fallback) {
        this.fallback = fallback;
    }

    /** Adds a pattern such as {@code GET /contacts/{id}}. */
    void add(String pattern, Route route) {
        int space = pattern.indexOf(' ');
        String method = pattern.substring(0, space);
        Node node = root;
        int from = space + 2;
        while (from <= pattern.length()) {
            int slash = pattern.indexOf('/', from);
            int to = slash < 0 ? pattern.length() : slash;
            node = node.childFor(pattern.substring(from, to));
            from = to + 1;
        }
        node.routes.put(method, route);
    }

    /**
     * The route of a request.
     *
     * @param target the path below the upstream, with its leading slash, and possibly a query
     */
    Route find(String method, String target) {
        return find(method, target, 0);
    }

    /** The same for a target whose path below the upstream begins at an index. */
    Route find(String method, String target, int start) {
        if (root.isLeaf()) {
            return fallback;
        }
        int query = target.indexOf('?', start);
        int end = query < 0 ? target.length() : query;
        Route found = find(root, method, target, Math.min(start + 1, end), end);
        return found == null ? fallback : found;
    }

    private static @Nullable Route find(Node node, String method, String path, int from, int end) {
        int slash = path.indexOf('/', from);
        int to = slash < 0 || slash > end ? end : slash;
        boolean last = to == end;
        Node text = node.texts.get(path.substring(from, to));
        Route found = text == null ? null : descend(text, last, method, path, to, end);
        if (found == null && node.parameter != null && to > from) {
            found = descend(node.parameter, last, method, path, to, end);
        }
        if (found == null && node.rest != null) {
            found = node.rest.routeFor(method);
        }
        return found;
    }

    private static @Nullable Route descend(Node node, boolean last, String method, String path, int to, int end) {
        return last ? node.routeFor(method) : find(node, method, path, to + 1, end);
    }

    private static final class Node {

        private final Map<String, Node> texts = new HashMap<>();
        private final Map<String, Route> routes = new HashMap<>();
        private @Nullable Node parameter;
        private @Nullable Node rest;

        Node childFor(String segment) {
            if (segment.equals(REST)) {
                rest = rest == null ? new Node() : rest;
                return rest;
            }
            if (segment.startsWith("{")) {
                parameter = parameter == null ? new Node() : parameter;
                return parameter;
            }
            return texts.computeIfAbsent(segment, s -> new Node());
        }

        @Nullable
        Route routeFor(String method) {
            Route own = routes.get(method);
            return own != null ? own : routes.get(ANY_METHOD);
        }

        boolean isLeaf() {
            return texts.isEmpty() && parameter == null && rest == null;
        }
    }
}
