package io.penstock.batching.pages;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where in a page its list of items and further values stand: names of nested objects' members, separated by dots. Built
 * once; then any number of scanners share it.
 */
final class WantedPaths {

    private static final String WHOLE = "the page";

    private final Node root = new Node(WHOLE);
    private final String items;
    private int longest;
    private int values;

    /**
     * A page whose items stand at a path.
     *
     * @param items the list's path; empty where the page itself is the list
     */
    WantedPaths(String items) {
        Node list = find(items);
        list.items = true;
        this.items = list.path();
    }

    /** A page that is the list of items, or an object with one list among its members. */
    static WantedPaths onlyList() {
        WantedPaths paths = new WantedPaths("");
        paths.longest = 1;
        Node list = new Node("a member of the page");
        list.items = true;
        list.perhaps = true;
        paths.root.others = list;
        return paths;
    }

    /** Wants a value, too; the number by which a scanner names it. */
    int want(String path) {
        Node node = find(path);
        if (node.value < 0) {
            node.value = values;
            values++;
        }
        return node.value;
    }

    /** How many values are wanted. */
    int values() {
        return values;
    }

    /** The path of the items, as messages name it. */
    String items() {
        return items;
    }

    /** How many objects may be open at most of which members are wanted. */
    int longest() {
        return longest;
    }

    /** Where a page begins. */
    Node root() {
        return root;
    }

    private Node find(String path) {
        Node node = root;
        if (!path.isEmpty()) {
            String[] names = path.split("\\.", -1);
            longest = Math.max(longest, names.length);
            for (String name : names) {
                String below = node.path.equals(WHOLE) ? name : node.path + "." + name;
                node = node.members.computeIfAbsent(name, absent -> new Node(below));
            }
        }
        return node;
    }

    /** A value that is wanted, or that holds one. */
    static final class Node {

        private final String path;
        private final Map<String, Node> members = new HashMap<>();
        private @Nullable Node others;
        private boolean items;
        private boolean perhaps;
        private int value = -1;

        private Node(String path) {
            this.path = path;
        }

        /** The member of that name; null where nothing of it is wanted. */
        @Nullable
        Node child(String name) {
            return members.getOrDefault(name, others);
        }

        /** Its path, as messages name it. */
        String path() {
            return path;
        }

        /** Whether it is the list of items. */
        boolean items() {
            return items;
        }

        /** Whether it is the list of items only where it is a list. */
        boolean perhaps() {
            return perhaps;
        }

        /** The number of the value that it is; negative where it is none. */
        int value() {
            return value;
        }

        /** Whether it may be the object or list that begins with this byte. */
        boolean mayBe(byte bracket) {
            return bracket == '[' ? items : others != null || (!members.isEmpty() && !items);
        }

        /** What it must be, as messages say it. */
        String expected() {
            return items ? "a list of items" : members.isEmpty() ? "a text, a number or a flag" : "an object";
        }
    }
}
