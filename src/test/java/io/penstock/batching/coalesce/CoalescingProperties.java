package io.penstock.batching.coalesce;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.error.Problem;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
 * Whatever happens to those who ask alike, and in whichever order their event loops come to hear of it: everybody gets
 * exactly one answer, byte for byte that of one call for what it asked, and never one that is private to another or older
 * than a write before; nobody is forgotten, and nothing is kept in the end.
 */
class CoalescingProperties {

    private static final int LOOPS = 3;
    private static final int BUFFER = 8_192;

    enum Kind {
        ASK,
        ASK_AGAIN,
        ASK_AND_READ_LATE,
        WRITE,
        ANSWER,
        ANSWER_PRIVATELY,
        FAIL,
        SEND_LITTLE,
        SEND_MUCH,
        END,
        BREAK,
        READ,
        PAUSE,
        RESUME,
        LEAVE,
        RUN_ONE_TASK,
        SETTLE,
        WAIT
    }

    /**
     * What happens next.
     *
     * @param loop the loop on which it happens
     * @param pick which of the calls or callers there it happens to
     */
    record Step(Kind kind, int loop, int pick) {}

    @Property(tries = 5_000)
    void anyHistory_givesEverybodyItsOwnAnswerOnce(@ForAll("steps") List<Step> steps) {
        CoalescingRig rig = new CoalescingRig(LOOPS, BUFFER, 4 * BUFFER);
        steps.forEach(step -> take(rig, step));
        rig.finish();

        Set<ManualCall> given = new HashSet<>();
        for (ManualCaller caller : rig.callers) {
            if (caller.answer != null) {
                checkAnswer(caller, rig.calls.get(caller.call()), given);
            } else if (caller.failure != null) {
                assertThat(rig.calls)
                        .anyMatch(call -> call.failed && call.exchange.target().equals(caller.exchange.target()));
                assertThat(caller.failure).isSameAs(ManualCall.LOST);
            }
        }
    }

    private static void checkAnswer(ManualCaller caller, ManualCall call, Set<ManualCall> given) {
        assertThat(caller.exchange.target()).isEqualTo(call.exchange.target());
        assertThat(caller.exchange.method()).isEqualTo(call.exchange.method());
        assertThat(caller.writesBefore).isLessThanOrEqualTo(call.writesBefore);
        assertThat(given.add(call) || !call.answeredPrivately()).isTrue();
        if (caller.trailers != null) {
            assertThat(call.brokenOff).isFalse();
            assertThat(caller.received).isEqualTo(call.sent());
        } else if (caller.broken == ManualCall.LOST) {
            assertThat(call.brokenOff).isTrue();
        } else if (caller.broken != null) {
            assertThat(caller.broken.problem()).isEqualTo(Problem.CALLER_TOO_SLOW);
        }
    }

    private static void take(CoalescingRig rig, Step step) {
        switch (step.kind()) {
            case ASK -> rig.get(step.loop(), "/a");
            case ASK_AGAIN -> rig.get(step.loop(), "/" + (step.pick() % 2 == 0 ? "a" : "b"));
            case ASK_AND_READ_LATE -> rig.get(step.loop(), "/a").readingLate();
            case WRITE -> rig.ask(step.loop(), HttpMethod.DELETE, "/a");
            case ANSWER -> call(rig, step, call -> !call.answered, ManualCall::answer);
            case ANSWER_PRIVATELY ->
                call(rig, step, call -> !call.answered, call -> call.answer("cache-control", "private"));
            case FAIL -> call(rig, step, call -> !call.answered, ManualCall::fail);
            case SEND_LITTLE -> call(rig, step, call -> call.answered, call -> call.send(1 + step.pick()));
            case SEND_MUCH -> call(rig, step, call -> call.answered, call -> call.send(BUFFER / 2 + step.pick()));
            case END -> call(rig, step, call -> call.answered, ManualCall::end);
            case BREAK -> call(rig, step, call -> call.answered, ManualCall::breakOff);
            case READ -> caller(rig, step, ManualCaller::read);
            case PAUSE -> caller(rig, step, ManualCaller::pause);
            case RESUME -> caller(rig, step, ManualCaller::resume);
            case LEAVE -> caller(rig, step, ManualCaller::leave);
            case RUN_ONE_TASK -> rig.runOne(step.loop());
            case SETTLE -> rig.settle();
            case WAIT -> rig.advance(Duration.ofSeconds(3));
        }
    }

    private static void call(CoalescingRig rig, Step step, Predicate<ManualCall> which, Consumer<ManualCall> action) {
        List<ManualCall> fit =
                rig.calls.stream().filter(call -> !call.over).filter(which).toList();
        if (!fit.isEmpty()) {
            action.accept(fit.get(step.pick() % fit.size()));
        }
    }

    private static void caller(CoalescingRig rig, Step step, Consumer<ManualCaller> action) {
        List<ManualCaller> fit =
                rig.callers.stream().filter(caller -> !caller.done()).toList();
        if (!fit.isEmpty()) {
            action.accept(fit.get(step.pick() % fit.size()));
        }
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Kind> kinds = Arbitraries.frequencyOf(
                Tuple.of(6, Arbitraries.just(Kind.ASK)),
                Tuple.of(4, Arbitraries.of(Kind.RUN_ONE_TASK, Kind.SETTLE)),
                Tuple.of(3, Arbitraries.of(Kind.SEND_LITTLE, Kind.SEND_MUCH, Kind.ANSWER)),
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
