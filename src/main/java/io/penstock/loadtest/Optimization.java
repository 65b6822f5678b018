package io.penstock.loadtest;

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
     * @param answered calls that were answered with a status below 400
     * @param upstreamCalls requests that its upstream got
     * @param connectionsOpened connections that its upstream accepted
     */
    public record Totals(long answered, long failed, long upstreamCalls, long connectionsOpened) {

        static final Totals NONE = new Totals(0, 0, 0, 0);

        Totals plus(Totals other) {
            return new Totals(
                    answered + other.answered,
                    failed + other.failed,
                    upstreamCalls + other.upstreamCalls,
                    connectionsOpened + other.connectionsOpened);
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
