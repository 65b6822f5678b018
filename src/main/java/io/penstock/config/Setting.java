package io.penstock.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Describes one setting of the configuration. The reader, the JSON Schema, the environment names and the tables in the
 * documents are all derived from it, so that none can disagree.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {

    /** One line that says what the setting does, with the meaning of 0 or of its absence where it has one. */
    String value();

    /** The default as it would be written in YAML; empty where the setting is optional or a section. */
    String byDefault() default "";

    /** The smallest value allowed, as it would be written in YAML; empty where there is none. */
    String min() default "";

    /** The largest value allowed, as it would be written in YAML; empty where there is none. */
    String max() default "";

    /**
     * A regular expression (Java and ECMA 262) that a text must match as a whole; empty where any will do. On a map it is
     * the names that must match, on a list each of the texts.
     */
    String pattern() default "";

    /** The pattern in words, as they follow "expected"; empty where the pattern speaks for itself. */
    String expected() default "";

    /** A value for the documents where there is no default, as it would be written in YAML. */
    String example() default "";

    /** Whether the value is secret: masked wherever it is shown, and readable from a file with a {@code …File} key. */
    boolean secret() default false;
}
