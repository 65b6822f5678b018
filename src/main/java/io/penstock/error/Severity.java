package io.penstock.error;

import java.util.Locale;

/** How much a failure matters to whoever runs Penstock, least first. */
public enum Severity {
    /** Part of normal life. */
    LOW,
    /** Worth knowing when it is frequent. */
    MEDIUM,
    /** Calls fail that should not. */
    HIGH,
    /** Penstock itself cannot do its work. */
    CRITICAL;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The word for it in documents and logs. */
    public String label() {
        return label;
    }
}
