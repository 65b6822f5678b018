package io.penstock.loadtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class DriverTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MILLI = Duration.ofMillis(1);

    @Test
    void openLoop_withConnectionsToSpare_makesEachCallWhenItIsDue() {
        Simulation simulation = new Simulation(open(4, SECOND), 2, call -> MILLI);

        Tally tally = simulation.run();

        assertThat(simulation.sentAtMillis()).containsExactly(0.0, 250.0, 500.0, 750.0);
        assertThat(tally.calls().answered()).isEqualTo(4);
        assertThat(tally.latency().max()).isCloseTo(1, within(0.01));
    }

    @Test
    void openLoop_whileTheUpstreamStalls_chargesEveryCallThatWasDueMeanwhile() {
        // One call of 2,000 takes a second; all others take no time.
        Simulation simulation =
                new Simulation(open(1_000, Duration.ofSeconds(2)), 1, call -> call == 500 ? SECOND : Duration.ZERO);

        Tally tally = simulation.run();

        assertThat(tally.calls().answered()).isEqualTo(2_000);
        assertThat(tally.latency().p50()).isCloseTo(0, within(1.0));
        assertThat(tally.latency().p90()).isCloseTo(800, within(10.0));
        assertThat(tally.latency().p99()).isCloseTo(980, within(10.0));
        assertThat(tally.latency().max()).isCloseTo(1_000, within(1.0));
    }

    @Test
    void closedLoop_whileTheUpstreamStalls_chargesOneCall() {
        Simulation simulation = new Simulation(closed(2_000), 1, call -> call == 500 ? SECOND : MILLI);

        Tally tally = simulation.run();

        assertThat(tally.latency().p999()).isCloseTo(1, within(0.01));
        assertThat(tally.latency().max()).isCloseTo(1_000, within(1.0));
    }

    @Test
    void openLoop_whoseUpstreamNeverAnswersAgain_countsWhatWasDueAndNotSent_withItsWait() {
        Simulation simulation = new Simulation(open(100, SECOND), 1, call -> call < 50 ? MILLI : null);

        Tally tally = simulation.runUntil(Duration.ofSeconds(3));

        assertThat(tally.calls().answered()).isEqualTo(50);
        assertThat(tally.calls().notSent()).isEqualTo(49);
        assertThat(tally.calls().unfinished()).isEqualTo(1);
        // Due at 510 ms, given up at the end of the second.
        assertThat(tally.latency().max()).isCloseTo(490, within(1.0));
    }

    @Test
    void openLoop_thatCannotKeepUp_neverLosesACall() {
        Simulation simulation = new Simulation(open(1_000, SECOND), 3, call -> Duration.ofMillis(10));

        Calls calls = simulation.run().calls();

        assertThat(calls.sent()).isEqualTo(calls.answered()).isBetween(290L, 310L);
        assertThat(calls.sent() + calls.notSent()).isEqualTo(1_000);
    }

    @Test
    void closedLoop_makesTheNextCallWhenTheOneBeforeHasEnded() {
        Simulation simulation = new Simulation(closed(5), 2, call -> MILLI);

        simulation.run();

        assertThat(simulation.sentAtMillis()).containsExactly(0.0, 0.0, 1.0, 1.0, 2.0);
    }

    @Test
    void closedLoop_whoseTimeIsOver_waitsForCallsInFlight_andLeavesNoneUnsent() {
        Simulation simulation = new Simulation(
                new Driver.Plan(Pace.CLOSED, SECOND.toNanos(), Long.MAX_VALUE, List.of("/")),
                1,
                call -> Duration.ofMillis(400));

        Tally tally = simulation.run();

        assertThat(tally.calls().answered()).isEqualTo(3);
        assertThat(tally.calls().notSent()).isZero();
        assertThat(tally.seconds()).isCloseTo(1.2, within(0.001));
    }

    @Test
    void callsThatEndAtOnce_needNoStack() {
        Simulation simulation = new Simulation(closed(1_000_000), 1, call -> Duration.ZERO);

        assertThat(simulation.run().calls().answered()).isEqualTo(1_000_000);
    }

    @Test
    void requests_endARunBeforeItsTime() {
        Simulation simulation =
                new Simulation(new Driver.Plan(Pace.open(10), SECOND.toNanos(), 3, List.of("/")), 1, call -> MILLI);

        assertThat(simulation.run().calls().sent()).isEqualTo(3);
    }

    @Test
    void paths_areCalledInTurn() {
        Simulation simulation = new Simulation(
                new Driver.Plan(Pace.CLOSED, SECOND.toNanos(), 5, List.of("/a", "/b")), 1, call -> MILLI);

        simulation.run();

        assertThat(simulation.paths()).containsExactly("/a", "/b", "/a", "/b", "/a");
    }

    @Test
    void stop_countsCallsInFlightAsUnfinished_andWhatWasDueSoFarAsNotSent() {
        Simulation simulation = new Simulation(open(10, SECOND), 2, call -> null);

        Calls calls = simulation.runUntil(Duration.ofMillis(500)).calls();

        assertThat(calls.sent()).isEqualTo(2);
        assertThat(calls.unfinished()).isEqualTo(2);
        // Due at 200, 300 and 400 ms.
        assertThat(calls.notSent()).isEqualTo(3);
    }

    private static Driver.Plan open(int rate, Duration duration) {
        return new Driver.Plan(Pace.open(rate), duration.toNanos(), Long.MAX_VALUE, List.of("/"));
    }

    private static Driver.Plan closed(long calls) {
        return new Driver.Plan(Pace.CLOSED, Duration.ofHours(1).toNanos(), calls, List.of("/"));
    }
}
