package io.penstock.exchange;

import io.penstock.error.OverloadedException;
import io.penstock.error.PenstockException;
import io.penstock.error.Problem;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How short of memory the process is: what features ask before they keep bytes, or begin something large. To ask is one
 * read of a field. Thread-safe.
 */
public interface MemoryPressure {

    /** What a caller that is refused is told to wait, in milliseconds. */
    long RETRY_AFTER_MILLIS = 5_000;

    /** The level of this moment. */
    Level level();

    /**
     * A bound of something that can be smaller, such as a window, a buffer or what is fetched ahead: the whole of it at
     * {@link Level#NORMAL}, and half as much with each level above. May be 0 where the bound is small.
     */
    default long scaled(long bound) {
        return bound >> level().rank();
    }

    /** {@link #scaled(long)} of a bound that is an {@code int}. */
    default int scaled(int bound) {
        return bound >> level().rank();
    }

    /** Whether a walk over many pages may begin now; one that is refused fails with {@link #refusalOfWalk}. */
    default boolean admitsWalks() {
        return level().compareTo(Level.HIGH) < 0;
    }

    /** Tells a call that it is less urgent than the level allows. */
    default PenstockException refusal(Exchange exchange) {
        Level now = level();
        return refusal(
                exchange,
                "urgency " + exchange.urgency() + " while memory pressure is " + now.label() + "; expected 0 to "
                        + now.leastUrgent());
    }

    /** Tells a call that no page walk begins now. */
    default PenstockException refusalOfWalk(Exchange exchange) {
        return refusal(
                exchange,
                "a new page walk while memory pressure is " + level().label() + "; expected one page, or a later try");
    }

    private static PenstockException refusal(Exchange exchange, String detail) {
        return new OverloadedException(Problem.MEMORY_PRESSURE, detail, RETRY_AFTER_MILLIS).at(exchange.origin());
    }

    /** No pressure, ever: for where memory is not watched. */
    static MemoryPressure none() {
        return () -> Level.NORMAL;
    }

    /** From plenty of memory to next to none. The order counts. */
    enum Level {
        /** All is admitted. */
        NORMAL(0, 7),
        /** What can be smaller is. */
        ELEVATED(1, 7),
        /** No page walk begins, and bulk calls are refused: those of urgency 6 and 7 (RFC 9218). */
        HIGH(2, 5),
        /** All but the most urgent calls are refused, those of urgency 0 and 1. */
        CRITICAL(3, 1);

        private final int rank;
        private final int leastUrgent;
        private final String label = name().toLowerCase(Locale.ROOT);

        Level(int rank, int leastUrgent) {
            this.rank = rank;
            this.leastUrgent = leastUrgent;
        }

        /** How far it is above {@link #NORMAL}: 0 to 3. */
        public int rank() {
            return rank;
        }

        /** The greatest number of an urgency (RFC 9218) that is admitted, which is that of the least urgent calls. */
        public int leastUrgent() {
            return leastUrgent;
        }

        /** The word for it in logs, metrics and answers, such as {@code elevated}. */
        public String label() {
            return label;
        }

        /** The words for all levels, in their order. */
        public static List<String> labels() {
            return Arrays.stream(values()).map(Level::label).toList();
        }
    }
}
