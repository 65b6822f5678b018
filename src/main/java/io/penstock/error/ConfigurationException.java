package io.penstock.error;

/** The configuration is invalid; the detail lists every problem. */
public final class ConfigurationException extends PenstockException {
    /** A failure of this kind with what happened in this occurrence. */
    public ConfigurationException(Problem problem, String detail) {
        this(problem, detail, Origin.NONE);
    }

    private ConfigurationException(Problem problem, String detail, Origin origin) {
        super(problem, detail, false, -1, origin);
    }

    @Override
    public ConfigurationException at(Origin origin) {
        return new ConfigurationException(problem(), detail(), origin);
    }
}
