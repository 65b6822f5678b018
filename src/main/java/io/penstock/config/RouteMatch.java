package io.penstock.config;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The syntax of a route's pattern: a method or *, a space, and a path whose segments are texts, {name}, or ** at the end. */
final class RouteMatch {
    private static final Pattern FORM = Pattern.compile("(\\*|[A-Z][A-Z0-9-]*) /\\S*");
    private static final Pattern PARAMETER = Pattern.compile("\\{[A-Za-z][A-Za-z0-9_]*}");
    private static final Pattern TEXT = Pattern.compile("[A-Za-z0-9._~!$&'()+,;=:@%-]*");

    private RouteMatch() {}

    /** What a pattern would need to be right, or null where nothing is wrong with it. */
    static @Nullable String flaw(String match) {
        if (!FORM.matcher(match).matches()) {
            return "a method or *, a space and a path, such as GET /contacts/{id}";
        }
        String path = match.substring(match.indexOf('/'));
        if (UpstreamUrl.hasDotSegment(path)) {
            return "a path without the segments . and ..";
        }
        String[] segments = path.substring(1).split("/", -1);
        Set<String> names = new HashSet<>();
        for (int i = 0; i < segments.length; i++) {
            String segment = segments[i];
            boolean rest = segment.equals("**") && i == segments.length - 1;
            if (PARAMETER.matcher(segment).matches()) {
                if (!names.add(segment)) {
                    return "each {name} at most once";
                }
            } else if (!rest && !TEXT.matcher(segment).matches()) {
                return "segments that are a text, a {name}, or ** at the end";
            }
        }
        return null;
    }

    /** The names of a pattern's parameters. */
    static Set<String> parameters(String match) {
        Set<String> names = new HashSet<>();
        Matcher parameter = PARAMETER.matcher(match);
        while (parameter.find()) {
            names.add(match.substring(parameter.start() + 1, parameter.end() - 1));
        }
        return names;
    }

    /** The same for two patterns that match the same requests, whatever their parameters are called. */
    static String normalized(String match) {
        return PARAMETER.matcher(match).replaceAll("{}");
    }
}
