package io.penstock.config;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** The environment variables of a configuration: {@code PENSTOCK_} and the setting's path in upper snake case. */
final class EnvironmentNames {
    static final String PREFIX = "PENSTOCK_";
    private static final Pattern HUMP = Pattern.compile("([a-z0-9])([A-Z])");

    private final Map<String, String> paths = new LinkedHashMap<>();
    private final Problems problems;

    private EnvironmentNames(Problems problems) {
        this.problems = problems;
    }

    /**
     * The path of each variable's setting. Two settings with one name are a problem.
     *
     * @param written tells the names in maps, such as the upstreams'
     */
    static Map<String, String> of(Shape.Section shape, Written.Section written, Problems problems) {
        EnvironmentNames names = new EnvironmentNames(problems);
        names.section(shape, written, "", PREFIX);
        return names.paths;
    }

    private void section(Shape.Section shape, Written.Section written, String path, String prefix) {
        for (Shape.Field field : shape.fields()) {
            String name = prefix + snake(field.name());
            String at = path + field.name();
            Written below = written.entries().get(field.name());
            Written.Section mapping =
                    below instanceof Written.Section given ? given : new Written.Section(Map.of(), written.origin());
            if (field.shape() instanceof Shape.Section section) {
                section(section, mapping, at + ".", name + "_");
            } else if (field.shape() instanceof Shape.Entries entries
                    && entries.element() instanceof Shape.Section element) {
                mapping.entries().forEach((key, entry) -> {
                    Written.Section settings = entry instanceof Written.Section given
                            ? given
                            : new Written.Section(Map.of(), entry.origin());
                    section(element, settings, at + "." + key + ".", name + "_" + snake(key) + "_");
                });
            } else if (isSettable(field.shape())) {
                add(name, at, written.origin());
                if (field.fileKey() != null) {
                    add(name + "_FILE", at + "File", written.origin());
                }
            }
        }
    }

    private void add(String name, String path, Origin origin) {
        String other = paths.putIfAbsent(name, path);
        if (other != null) {
            problems.add(
                    origin,
                    path,
                    "the environment name " + name + ", which " + other + " has too",
                    "another name for one of the two, so that each has a variable of its own");
        }
    }

    /** Whether one text can hold the value: a single value, or a list of them separated by commas. */
    static boolean isSettable(Shape shape) {
        return shape instanceof Scalar || (shape instanceof Shape.Items items && items.element() instanceof Scalar);
    }

    /** {@code minIdle} as {@code MIN_IDLE}, {@code my-crm} as {@code MY_CRM}. */
    static String snake(String name) {
        return HUMP.matcher(name).replaceAll("$1_$2").replace('-', '_').toUpperCase(Locale.ROOT);
    }
}
