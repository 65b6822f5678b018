package io.penstock.config;

import java.util.Comparator;

/**
 * Where a value was written. Later layers win over earlier ones.
 *
 * @param layer the source's rank
 * @param name the file, the environment variable or the option
 * @param line the line in the file, from 1; 0 where there is none
 */
record Origin(Layer layer, String name, int line) implements Comparable<Origin> {

    /** The sources of values, weakest first. */
    enum Layer {
        DEFAULT,
        FILE,
        ENVIRONMENT,
        OPTION
    }

    /** What no source says. */
    static final Origin NONE = new Origin(Layer.DEFAULT, "", 0);

    private static final Comparator<Origin> IN_ORDER =
            Comparator.comparing(Origin::layer).thenComparing(Origin::line).thenComparing(Origin::name);

    static Origin file(String name, int line) {
        return new Origin(Layer.FILE, name, line);
    }

    static Origin environment(String variable) {
        return new Origin(Layer.ENVIRONMENT, variable, 0);
    }

    static Origin option(String path) {
        return new Origin(Layer.OPTION, path, 0);
    }

    /** Whether this source wins over the other one. */
    boolean beats(Origin other) {
        return layer.compareTo(other.layer) > 0;
    }

    @Override
    public int compareTo(Origin other) {
        return IN_ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return switch (layer) {
            case DEFAULT, ENVIRONMENT -> name.isEmpty() ? "configuration" : "environment variable " + name;
            case FILE -> line > 0 ? name + ":" + line : name;
            case OPTION -> "option " + name;
        };
    }
}
