package io.penstock.admin;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;

/** Levels of logback's loggers. */
final class LogbackBackend implements LogBackend {

    private final LoggerContext context;
    private final Map<String, @Nullable Level> configured = new HashMap<>();

    LogbackBackend(ILoggerFactory factory, Set<String> features) {
        this.context = (LoggerContext) factory;
        features.forEach(feature -> configured.put(feature, logger(feature).getLevel()));
    }

    @Override
    public void set(String feature, LogLevel level) {
        logger(feature).setLevel(level == LogLevel.DEFAULT ? configured.get(feature) : Level.toLevel(level.name()));
    }

    @Override
    public LogLevel inForce(String feature) {
        return LogLevel.parse(logger(feature).getEffectiveLevel().toString());
    }

    private Logger logger(String feature) {
        return context.getLogger("io.penstock." + feature);
    }
}
