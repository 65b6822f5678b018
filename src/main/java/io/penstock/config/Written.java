package io.penstock.config;

import java.util.List;
import java.util.Map;

/** A configuration as it was written, before it has types: a tree in which every node knows where it came from. */
sealed interface Written {

    Origin origin();

    /** How a single value looks in YAML 1.2 (core schema), so that the reader and the JSON Schema see the same types. */
    enum Look {
        TEXT,
        NUMBER,
        FLAG,
        NOTHING,
        /** Not YAML (an environment variable or an option), or not known before substitution: any type will do. */
        ANY
    }

    /** A single value; {@code text} is what was written, without quotes. */
    record Value(String text, Look look, Origin origin) implements Written {
        /** A value that was not written in YAML. */
        static Value of(String text, Origin origin) {
            return new Value(text, Look.ANY, origin);
        }

        boolean isNothing() {
            return look == Look.NOTHING;
        }
    }

    /** A list. */
    record Items(List<Written> items, Origin origin) implements Written {}

    /** A mapping; its entries are mutable while the layers are put together. */
    record Section(Map<String, Written> entries, Origin origin) implements Written {}
}
