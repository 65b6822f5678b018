package io.penstock.config;

import java.util.ArrayList;
import java.util.List;

/** Collects what a record's constructor finds, to refuse all of it at once. */
final class Checks {
    private final List<InvalidSettingException.Violation> violations = new ArrayList<>();

    /**
     * Expects a condition.
     *
     * @param path the setting to blame, below this record
     * @param found its value, never a secret
     * @param expected what would be right
     * @param others this record's other components that the condition looks at
     */
    Checks expect(boolean condition, String path, Object found, String expected, String... others) {
        if (!condition) {
            violations.add(new InvalidSettingException.Violation(path, found.toString(), expected, List.of(others)));
        }
        return this;
    }

    /**
     * Ends the checks.
     *
     * @throws InvalidSettingException if any condition did not hold
     */
    void done() {
        if (!violations.isEmpty()) {
            throw new InvalidSettingException(violations);
        }
    }
}
