package io.penstock.batching.combine;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where the parameters of a route's pattern stand in the targets that it matches. Pure. */
final class RoutePattern {

    /** What a server may take for a segment of the path that leads elsewhere, whether it decodes a slash first or not. */
    private static final Pattern DOTS = Pattern.compile("(^|[/\\\\])\\.\\.?($|[/\\\\;])");

    private final List<String> names = new ArrayList<>();
    private final List<Integer> segments = new ArrayList<>();
    private final int prefixLength;

    /**
     * That of a pattern such as {@code GET /contacts/{id}}.
     *
     * @param basePath what stands before in each target
     */
    RoutePattern(String pattern, String basePath) {
        prefixLength = basePath.length();
        String[] parts = pattern.substring(pattern.indexOf('/') + 1).split("/", -1);
        for (int i = 0; i < parts.length; i++) {
            if (parts[i].startsWith("{")) {
                names.add(parts[i].substring(1, parts[i].length() - 1));
                segments.add(i);
            }
        }
    }

    /** The number of a parameter, by which {@link #values} gives its value; negative where there is none of that name. */
    int number(String name) {
        return names.indexOf(name);
    }

    /** The parameters' names, in order. */
    List<String> names() {
        return names;
    }

    /** The values of all parameters, decoded; null where one is empty, has a dot segment, or cannot be decoded. */
    @Nullable
    List<String> values(String target) {
        List<String> values = new ArrayList<>(names.size());
        int query = target.indexOf('?');
        int end = query < 0 ? target.length() : query;
        int slash = prefixLength;
        int segment = -1;
        for (int wanted : segments) {
            int from = slash;
            while (segment < wanted && slash < end) {
                from = slash + 1;
                int next = target.indexOf('/', from);
                slash = next < 0 || next > end ? end : next;
                segment++;
            }
            String value = segment < wanted ? null : PercentText.decode(target.substring(from, slash));
            if (value == null || value.isEmpty() || DOTS.matcher(value).find()) {
                return null;
            }
            values.add(value);
        }
        return values;
    }
}
