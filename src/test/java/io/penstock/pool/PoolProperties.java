package io.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.error.NetworkException;
import io.penstock.error.PenstockException;
import io.penstock.error.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Whatever happens to a pool, and in whichever order its loops come to hear of it: permits are neither lost nor made, each
 * call gets exactly one outcome and none is forgotten, no connection carries more than it can, and nothing is left behind.
 */
class PoolProperties {

    private static final PenstockException UNKNOWN_NAME =
            new NetworkException(Problem.DNS_FAILURE, "the name of upstream was not found", true);

    /**
     * What happens next.
     *
     * @param loop the loop on which it happens
     * @param pick which of the calls, connections or dials there it happens to
     */
    record Step(Kind kind, int loop, int pick) {}

    enum Kind {
        CALL,
        CALL_IN_A_HURRY,
        CALL_THAT_CANNOT_WAIT,
        CALL_FOR_FRESH,
        ANSWER,
        ANSWER_AND_CLOSE,
        LEAVE,
        LOSE_CONNECTION,
        GO_AWAY,
        OPEN_DIAL,
        FAIL_DIAL,
        FAIL_DIAL_BY_NAME,
        PASS_PING,
        FAIL_PING,
        RUN_ONE_TASK,
        SETTLE,
        WAIT_A_MOMENT,
        WAIT_LONG
    }

    /** A pool to try it on. */
    record Shape(int loops, int size, int minIdle, int streams, boolean keepsConnections) {

        PoolModel model() {
            PoolModel model = PoolModel.of(
                    loops,
                    keepsConnections,
                    "size",
                    String.valueOf(size),
                    "minIdle",
                    String.valueOf(Math.min(minIdle, size)),
                    "maxWaiting",
                    "6",
                    "maxAge",
                    "40s",
                    "idleTimeout",
                    "15s",
                    "ping.interval",
                    "5s");
            model.loops.forEach(loop -> loop.connector.multiplex(streams));
            return model;
        }
    }

    @Property(tries = 3_000)
    void anyHistory_endsWithNothingLostAndNobodyForgotten(
            @ForAll("shapes") Shape shape, @ForAll("steps") List<Step> steps) {
        PoolModel model = shape.model().start();
        for (Step step : steps) {
            take(model, step);
            model.verify();
        }
        serveEverybody(model);
        model.close();

        Ledger.Figures figures = model.figures();
        assertThat(figures.free()).as("free permits after the end: %s", figures).isEqualTo(figures.size());
        assertThat(model.armed()).as("deadlines after the end").isZero();
        assertThat(model.loops)
                .allSatisfy(loop -> assertThat(loop.connector.links)
                        .allSatisfy(link -> assertThat(link.alive())
                                .as("open after the end")
                                .isFalse()));
    }

    @Property(tries = 1_000)
    void closingAtAnyMoment_refusesWhoWaitsAndLeavesNothingBehind(
            @ForAll("shapes") Shape shape, @ForAll("steps") List<Step> steps) {
        PoolModel model = shape.model().start();
        steps.forEach(step -> take(model, step));
        model.close();
        assertThat(model.calls).allMatch(call -> !call.holds() || call.lost(), "told of its connection's loss");
        model.calls.forEach(call -> call.release(true));
        model.settle();

        assertThat(model.calls).noneMatch(FakeCall::waits);
        assertThat(model.figures().free()).isEqualTo(shape.size());
        assertThat(model.pool.active()).isZero();
        assertThat(model.armed()).as("deadlines after the end").isZero();
    }

    /** From now on the upstream answers everything at once: then everybody is served, with hardly a wait. */
    private static void serveEverybody(PoolModel model) {
        for (int round = 0; round < 100 && model.calls.stream().anyMatch(FakeCall::waits); round++) {
            for (PoolModel.Loop loop : model.loops) {
                List.copyOf(loop.connector.pending).forEach(FakeConnector.FakeDial::open);
                loop.connector.links.forEach(link -> answerPing(link, true));
            }
            model.settle();
            model.calls.forEach(call -> call.release(true));
            model.settle();
            if (round % 2 == 1) {
                model.pass(Duration.ofMillis(100));
            }
        }
        model.calls.forEach(call -> call.release(true));
        model.settle();
        assertThat(model.calls).as("nobody waits any more").noneMatch(FakeCall::waits);
        assertThat(model.figures().waiting()).isZero();
        assertThat(model.pool.active()).as("connections in use").isZero();
    }

    private static void take(PoolModel model, Step step) {
        PoolModel.Loop loop = model.loops.get(step.loop() % model.loops.size());
        switch (step.kind()) {
            case CALL -> loop.call();
            case CALL_IN_A_HURRY -> loop.call(false, Duration.ofMillis(300));
            case CALL_THAT_CANNOT_WAIT -> loop.call(false, Duration.ZERO);
            case CALL_FOR_FRESH -> loop.call(true, Duration.ofHours(1));
            case ANSWER -> call(loop, step, model, FakeCall::holds).ifPresent(call -> call.release(true));
            case ANSWER_AND_CLOSE -> call(loop, step, model, FakeCall::holds).ifPresent(call -> call.release(false));
            case LEAVE -> call(loop, step, model, FakeCall::waits).ifPresent(FakeCall::leave);
            case LOSE_CONNECTION -> pick(loop.connector.alive(), step).ifPresent(FakeLink::lose);
            case GO_AWAY -> pick(loop.connector.alive(), step).ifPresent(link -> link.unfit(Link.Unfit.GOING_AWAY));
            case OPEN_DIAL -> pick(loop.connector.pending, step).ifPresent(FakeConnector.FakeDial::open);
            case FAIL_DIAL -> pick(loop.connector.pending, step).ifPresent(dial -> dial.fail(FakeConnector.REFUSED));
            case FAIL_DIAL_BY_NAME -> pick(loop.connector.pending, step).ifPresent(dial -> dial.fail(UNKNOWN_NAME));
            case PASS_PING -> pick(loop.connector.links, step).ifPresent(link -> answerPing(link, true));
            case FAIL_PING -> pick(loop.connector.links, step).ifPresent(link -> answerPing(link, false));
            case RUN_ONE_TASK -> loop.runOne();
            case SETTLE -> model.settle();
            case WAIT_A_MOMENT -> model.jump(Duration.ofMillis(40L * (step.pick() % 30)));
            case WAIT_LONG -> model.jump(Duration.ofSeconds(step.pick() % 30));
        }
    }

    private static void answerPing(FakeLink link, boolean ok) {
        if (!link.pings.isEmpty()) {
            link.pings.removeFirst().accept(ok);
        }
    }

    private static Optional<FakeCall> call(PoolModel.Loop loop, Step step, PoolModel model, Predicate<FakeCall> which) {
        return pick(
                model.calls.stream()
                        .filter(call -> call.loop == loop)
                        .filter(which)
                        .toList(),
                step);
    }

    private static <T> Optional<T> pick(List<T> from, Step step) {
        return from.isEmpty() ? Optional.empty() : Optional.of(from.get(step.pick() % from.size()));
    }

    @Provide
    Arbitrary<Shape> shapes() {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 4),
                        Arbitraries.integers().between(1, 3),
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.integers().between(1, 3),
                        Arbitraries.of(true, true, true, false))
                .as(Shape::new);
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.of(Kind.class),
                        Arbitraries.integers().between(0, 3),
                        Arbitraries.integers().between(0, 1_000))
                .as(Step::new)
                .list()
                .ofMaxSize(60);
    }
}
