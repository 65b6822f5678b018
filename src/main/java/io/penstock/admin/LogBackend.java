package io.penstock.admin;

import java.util.Set;
import org.slf4j.ILoggerFactory;

/** The logging library behind SLF4J, as far as its levels can be changed. */
interface LogBackend {

    /** Sets the level of the loggers of {@code io.penstock.<feature>}. */
    void set(String feature, LogLevel level);

    /** The level that those loggers have, their own or inherited; never {@link LogLevel#DEFAULT}. */
    LogLevel inForce(String feature);

    /** The backend that a factory belongs to; one that refuses everything where it is not logback's. */
    static LogBackend of(ILoggerFactory factory, Set<String> features) {
        // By name: where logback is missing, a mention of its class would end in a NoClassDefFoundError.
        boolean logback = factory.getClass().getName().equals("ch.qos.logback.classic.LoggerContext");
        return logback
                ? new LogbackBackend(factory, features)
                : new FixedBackend(factory.getClass().getName());
    }

    /** Any other library: SLF4J has no way to change a level. */
    record FixedBackend(String name) implements LogBackend {

        @Override
        public void set(String feature, LogLevel level) {
            throw refusal();
        }

        @Override
        public LogLevel inForce(String feature) {
            throw refusal();
        }

        private UnsupportedOperationException refusal() {
            return new UnsupportedOperationException("Logging through " + name
                    + ": expected logback, the only library whose levels Penstock can show and change.");
        }
    }
}
