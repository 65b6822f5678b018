package io.penstock.loadtest;

import io.penstock.loadtest.Run.UpstreamFigures;

/**
 * Something that can be switched off, and what it is to bring.
 *
 * @param name such as {@code connection management}
 * @param variable the environment variable that switches it off where it is {@code false}
 * @param judge tells whether it helped
 */
public record Optimization(String name, String variable, Judge judge) {

    /**
     * What one variant of a gateway did in all rounds together.
     *
     * @param calls what became of the calls
     * @param upstream what its upstream saw
     * @param times how long it took
     */
    public record Totals(Calls calls, UpstreamFigures upstream, Times times) {

        static final Totals NONE = new Totals(Calls.NONE, UpstreamFigures.NONE);

        /** Totals for what does not depend on time. */
        public Totals(Calls calls, UpstreamFigures upstream) {
            this(calls, upstream, Times.NONE);
        }

        Totals plus(Totals other) {
            return new Totals(calls.plus(other.calls), upstream.plus(other.upstream), times.plus(other.times));
        }
    }

    /**
     * How long a variant's runs took.
     *
     * @param runs how many there were
     * @param seconds all of them, each to the end of its last call
     * @param lastFailureSeconds the longest time from a run's beginning to the end of its last call that failed; 0 where
     *     none did
     */
    public record Times(int runs, double seconds, double lastFailureSeconds) {

        static final Times NONE = new Times(0, 0, 0);

        Times plus(Times other) {
            return new Times(
                    runs + other.runs, seconds + other.seconds, Math.max(lastFailureSeconds, other.lastFailureSeconds));
        }
    }

    /** Tells from counts, which do not depend on how fast a machine is, whether an optimization helped. */
    @FunctionalInterface
    public interface Judge {

        /** Compares all rounds with it to all rounds without. */
        Finding judge(Totals on, Totals off);
    }

    /**
     * What a comparison showed.
     *
     * @param helped whether the optimization did what it is for
     * @param told the counts that say so
     */
    public record Finding(String optimization, boolean helped, String told) {}
}
