package io.penstock.config;

/**
 * One thing that is wrong with a configuration. Holds no secret: what is secret, or may be, is masked.
 *
 * @param where the source: {@code file:line}, the environment variable or the option
 * @param path the setting, such as {@code upstreams.crm.pool.size}; empty where none is meant
 * @param found the value found
 * @param expected what would be right
 */
public record ConfigProblem(String where, String path, String found, String expected) {

    /** One line: the source, the setting, what was found and what was expected. */
    @Override
    public String toString() {
        boolean said = path.isEmpty() || where.equals("option " + path);
        return where + ": " + (said ? "" : path + ": ") + found + "; expected " + expected;
    }
}
