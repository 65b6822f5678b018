package io.penstock.config;

import java.util.List;
import java.util.stream.Collectors;

/** Settings, each fine by itself, that do not go together; thrown by the records' constructors, with all of them. */
final class InvalidSettingException extends IllegalArgumentException {
    private final transient List<Violation> violations;

    InvalidSettingException(List<Violation> violations) {
        super(violations.stream().map(Violation::toString).collect(Collectors.joining("\n")));
        this.violations = List.copyOf(violations);
    }

    List<Violation> violations() {
        return violations;
    }

    /**
     * One of them.
     *
     * @param path the setting, below the record that found it
     * @param found its value, or what stands for it
     * @param expected what would be right
     * @param others the record's other components that the check looked at
     */
    record Violation(String path, String found, String expected, List<String> others) {
        @Override
        public String toString() {
            return path + ": " + Masking.readable(found) + "; expected " + expected;
        }
    }
}
