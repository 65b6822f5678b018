package io.penstock.batching.combine;

import io.penstock.config.BatchConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where the parameters of a route's pattern, and one of the query, stand in the targets that it matches. Immutable. */
final class RoutePattern {

    /** What a server may take for a segment of the path that leads elsewhere, whether it decodes a slash first or not. */
    private static final Pattern DOTS = Pattern.compile("(^|[/\\\\])\\.\\.?($|[/\\\\;])");

    private final List<String> names = new ArrayList<>();
    private final List<Integer> segments = new ArrayList<>();
    private final int prefixLength;
    private final @Nullable QueryParameter inQuery;

    /**
     * That of a pattern such as {@code GET /contacts/{id}}.
     *
     * @param basePath what stands before in each target
     * @param config says which parameter of the query counts too, as the last one
     */
    RoutePattern(String pattern, String basePath, BatchConfig config) {
        prefixLength = basePath.length();
        String[] parts = pattern.substring(pattern.indexOf('/') + 1).split("/", -1);
        for (int i = 0; i < parts.length; i++) {
            if (parts[i].startsWith("{")) {
                names.add(parts[i].substring(1, parts[i].length() - 1));
                segments.add(i);
            }
        }
        String parameter = config.queryParameter();
        String place = config.queryPlace();
        if (parameter == null || place == null) {
            inQuery = null;
        } else {
            inQuery = new QueryParameter(parameter);
            names.add(place);
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
            if (!add(value, values)) {
                return null;
            }
        }
        return inQuery == null || add(inQuery.value(target.substring(end)), values) ? values : null;
    }

    private static boolean add(@Nullable String value, List<String> values) {
        return value != null && !value.isEmpty() && !DOTS.matcher(value).find() && values.add(value);
    }

    /** The query of a target with its question mark, but without the parameter that is one of the pattern's; or empty. */
    String query(String target) {
        int mark = target.indexOf('?');
        String query = mark < 0 ? "" : target.substring(mark);
        return inQuery == null ? query : inQuery.without(query);
    }
}
