package io.penstock.batching.combine;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * Whatever happens to those who ask alike, and in whichever order their event loops come to hear of it: everybody gets exactly
 * one answer, which is its own, nobody is forgotten, and nothing is kept in the end.
 */
class CombiningProperties {

    private static final int LOOPS = 3;

    enum Kind {
        ASK,
        ASK_AS_ANOTHER,
        LEAVE,
        DAWDLE,
        READ_ON,
        ANSWER,
        REFUSE_AS_BAD,
        REFUSE_AS_FORBIDDEN,
        REFUSE_AS_LARGE,
        REFUSE_FOR_GOOD,
        ANSWER_NONSENSE,
        ANSWER_WITH_AN_ERROR,
        FAIL,
        END,
        BREAK,
        RUN_ONE_TASK,
        SETTLE,
        WAIT
    }

    /**
     * What happens next.
     *
     * @param loop the loop on which it happens
     * @param pick which of the calls or callers it happens to
     */
    record Step(Kind kind, int loop, int pick) {}

    @Property(tries = 3_000)
    void anyHistory_givesEverybodyItsOwnAnswerOnce(@ForAll boolean whileInFlight, @ForAll("steps") List<Step> steps) {
        CombiningRig rig = new CombiningRig(
                LOOPS,
                CombiningRig.BY_KEY + ", max: 4, pause: 100ms, mode: "
                        + (whileInFlight ? "while-in-flight" : "window"));
        steps.forEach(step -> take(rig, step));
        rig.finish();
    }

    private static void take(CombiningRig rig, Step step) {
        switch (step.kind()) {
            case ASK -> rig.ask(step.loop(), 1 + step.pick() % 12);
            case ASK_AS_ANOTHER -> rig.ask(step.loop(), 1 + step.pick() % 6, "Authorization", "another");
            case DAWDLE -> asker(rig, step, Asker::dawdle);
            case READ_ON -> asker(rig, step, Asker::readOn);
            case LEAVE -> asker(rig, step, Asker::leave);
            case ANSWER -> call(rig, step, call -> !call.answered, UpstreamCall::answer);
            case REFUSE_AS_BAD -> call(rig, step, call -> !call.answered, call -> call.answer(400, "bad"));
            case REFUSE_AS_FORBIDDEN -> call(rig, step, call -> !call.answered, call -> call.answer(403, "not you"));
            case REFUSE_AS_LARGE -> call(rig, step, call -> !call.answered, call -> call.answer(413, "large"));
            case REFUSE_FOR_GOOD -> call(rig, step, call -> !call.answered, call -> call.answer(405, "never"));
            case ANSWER_NONSENSE ->
                call(rig, step, call -> !call.answered && call.isBatch(), call -> call.answer(200, "<html>"));
            case ANSWER_WITH_AN_ERROR -> call(rig, step, call -> !call.answered, call -> call.answer(500, "failed"));
            case FAIL -> call(rig, step, call -> !call.answered, UpstreamCall::fail);
            case END -> call(rig, step, call -> call.answered, UpstreamCall::end);
            case BREAK -> call(rig, step, call -> call.answered, UpstreamCall::breakOff);
            case RUN_ONE_TASK -> rig.runOne(step.loop());
            case SETTLE -> rig.settle();
            case WAIT -> rig.advance(Duration.ofMillis(15L * (1 + step.pick())));
        }
    }

    private static void call(
            CombiningRig rig, Step step, Predicate<UpstreamCall> which, Consumer<UpstreamCall> action) {
        List<UpstreamCall> fit =
                rig.calls.stream().filter(call -> !call.over).filter(which).toList();
        if (!fit.isEmpty()) {
            action.accept(fit.get(step.pick() % fit.size()));
        }
    }

    private static void asker(CombiningRig rig, Step step, Consumer<Asker> action) {
        List<Asker> fit = rig.askers.stream().filter(asker -> !asker.done()).toList();
        if (!fit.isEmpty()) {
            action.accept(fit.get(step.pick() % fit.size()));
        }
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Kind> kinds = Arbitraries.frequencyOf(
                Tuple.of(6, Arbitraries.just(Kind.ASK)),
                Tuple.of(4, Arbitraries.of(Kind.RUN_ONE_TASK, Kind.SETTLE)),
                Tuple.of(4, Arbitraries.of(Kind.ANSWER, Kind.END)),
                Tuple.of(6, Arbitraries.of(Kind.class)));
        return Combinators.combine(
                        kinds,
                        Arbitraries.integers().between(0, LOOPS - 1),
                        Arbitraries.integers().between(0, 20))
                .as(Step::new)
                .list()
                .ofMaxSize(60);
    }
}
