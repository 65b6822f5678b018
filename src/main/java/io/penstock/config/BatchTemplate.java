package io.penstock.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of a batch, with places for what comes from the single requests: {@code {name}} for a value that they have in
 * common, and one element that is repeated for each of them.
 *
 * <p>In a target the element is {@code {id,...}}, with the separator between name and dots, or a parameter of the query that
 * ends in {@code &...}: {@code /contacts?id={id}&...}. In a JSON body it is the first item of a list that ends in
 * {@code ,...]}: {@code {"ids":["{id}",...]}}.
 *
 * @param before what stands before the elements
 * @param element what is repeated; empty where nothing is
 * @param separator what stands between two elements
 * @param after what stands after them
 */
public record BatchTemplate(List<Part> before, List<Part> element, String separator, List<Part> after) {

    /** The place of a single request's number in the batch, from 0. */
    public static final String INDEX = "index";

    /** The place of a single request's path and query, as they are below the upstream. */
    public static final String TARGET = "target";

    private static final Pattern PLACE = Pattern.compile("\\{([A-Za-z][A-Za-z0-9_]*)}");
    private static final Pattern JOINED = Pattern.compile("\\{([A-Za-z][A-Za-z0-9_]*)([^{}.]+)\\.\\.\\.}");
    private static final Pattern REPEATED = Pattern.compile("[?&]([^?&]*\\{[^?&]*)(&)\\.\\.\\.$");
    private static final Pattern LISTED = Pattern.compile(",\\s*\\.\\.\\.\\s*]");

    /**
     * A piece of the text.
     *
     * @param text what stands there, or the name of what comes there
     * @param place whether it is a place
     * @param quoted whether it stands in a text of JSON
     */
    public record Part(String text, boolean place, boolean quoted) {}

    /** Keeps copies of the lists. */
    public BatchTemplate {
        before = List.copyOf(before);
        element = List.copyOf(element);
        after = List.copyOf(after);
    }

    /**
     * Reads a target.
     *
     * @throws IllegalArgumentException that says what was expected, where it has more than one element
     */
    public static BatchTemplate ofTarget(String text) {
        Matcher joined = JOINED.matcher(text);
        Matcher repeated = REPEATED.matcher(text);
        if (joined.find()) {
            return new BatchTemplate(
                    parts(text.substring(0, joined.start())),
                    List.of(new Part(joined.group(1), true, false)),
                    joined.group(2),
                    parts(rest(text, joined.end())));
        } else if (repeated.find()) {
            return new BatchTemplate(
                    parts(text.substring(0, repeated.start(1))),
                    parts(repeated.group(1)),
                    repeated.group(2),
                    List.of());
        }
        return new BatchTemplate(parts(rest(text, 0)), List.of(), "", List.of());
    }

    /**
     * Reads a JSON body.
     *
     * @throws IllegalArgumentException that says what was expected, where it has no element, or more than one
     */
    public static BatchTemplate ofBody(String text) {
        Matcher dots = LISTED.matcher(text);
        if (!dots.find()) {
            throw new IllegalArgumentException("a list that ends in ,...] after the element that is repeated");
        }
        int begin = listBegin(text, dots.start());
        return new BatchTemplate(
                parts(text.substring(0, begin)),
                parts(text.substring(begin, dots.start())),
                ",",
                parts(rest(text, dots.end() - 1)));
    }

    /** Whether one of its elements stands for each single request. */
    public boolean repeats() {
        return !element.isEmpty();
    }

    /** The names of its places. */
    public Set<String> places() {
        Set<String> names = new HashSet<>();
        for (List<Part> parts : List.of(before, element, after)) {
            parts.stream().filter(Part::place).map(Part::text).forEach(names::add);
        }
        return names;
    }

    /** Whether the element has a place of that name. */
    public boolean repeats(String name) {
        return element.stream().anyMatch(part -> part.place() && part.text().equals(name));
    }

    /** The text with one element and with a number in each place. */
    String sample() {
        StringBuilder text = new StringBuilder();
        for (List<Part> parts : List.of(before, element, after)) {
            parts.forEach(part -> text.append(part.place() ? "1" : part.text()));
        }
        return text.toString();
    }

    private static String rest(String text, int from) {
        if (text.indexOf("...", from) >= 0) {
            throw new IllegalArgumentException(
                    "one element that is repeated, such as {id,...}, id={id}&... at the end, or [\"{id}\",...] in a body");
        }
        return text.substring(from);
    }

    /** Where the list begins whose first item ends at an index. */
    private static int listBegin(String text, int end) {
        int depth = 0;
        boolean quoted = false;
        for (int at = end - 1; at >= 0; at--) {
            char c = text.charAt(at);
            if (c == '"' && (at == 0 || text.charAt(at - 1) != '\\')) {
                quoted = !quoted;
            } else if (!quoted && (c == ']' || c == '}')) {
                depth++;
            } else if (!quoted && (c == '[' || c == '{')) {
                if (depth == 0 && c == '[') {
                    return at + 1;
                }
                depth--;
            }
        }
        throw new IllegalArgumentException("a list around ,...]");
    }

    private static List<Part> parts(String text) {
        List<Part> parts = new ArrayList<>();
        Matcher place = PLACE.matcher(text);
        int from = 0;
        while (place.find()) {
            if (place.start() > from) {
                parts.add(new Part(text.substring(from, place.start()), false, false));
            }
            parts.add(new Part(place.group(1), true, quoted(text, place.start())));
            from = place.end();
        }
        if (from < text.length()) {
            parts.add(new Part(text.substring(from), false, false));
        }
        return parts;
    }

    private static boolean quoted(String text, int at) {
        boolean quoted = false;
        for (int i = 0; i < at; i++) {
            if (text.charAt(i) == '\\') {
                i++;
            } else if (text.charAt(i) == '"') {
                quoted = !quoted;
            }
        }
        return quoted;
    }
}
