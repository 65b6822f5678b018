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
     */
    public record Totals(Calls calls, UpstreamFigures upstream) {

        static final Totals NONE = new Totals(Calls.NONE, UpstreamFigures.NONE);

        Totals plus(Totals other) {
            return new Totals(calls.plus(other.calls), upstream.plus(other.upstream));
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
