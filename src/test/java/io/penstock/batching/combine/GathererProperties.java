package io.penstock.batching.combine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whoever comes and goes, whenever flights land and time is up: everybody departs once or leaves, within the limits. */
class GathererProperties {

    private static final Gatherer.Limits LIMITS = new Gatherer.Limits(3, 10);

    enum Kind {
        ARRIVE,
        LEAVE,
        LAND,
        TIME_UP,
        DIVIDE
    }

    /** What happens next; {@code pick} tells to whom, or how much it weighs. */
    record Step(Kind kind, int pick) {}

    @Property
    void anyHistory_letsEverybodyDepartOnce(@ForAll boolean whileInFlight, @ForAll("steps") List<Step> steps) {
        History history = new History(whileInFlight);
        for (Step step : steps) {
            if (history.gatherer.closed()) {
                assertThat(history.gatherer.arrive(-1, 1, LIMITS)).isNull();
                break;
            }
            history.take(step);
        }
        history.finish();
    }

    /** What has happened to one gatherer. */
    private static final class History {

        private final Gatherer<Integer> gatherer;
        private final boolean whileInFlight;
        private final List<Integer> waiting = new ArrayList<>();
        private final Set<Integer> departed = new HashSet<>();
        private final Deque<Long> opened = new ArrayDeque<>();
        private int flying;
        private int arrived;
        private int left;

        History(boolean whileInFlight) {
            this.gatherer = new Gatherer<>(new Gatherer.Alike(1, 2), whileInFlight);
            this.whileInFlight = whileInFlight;
        }

        void finish() {
            while (flying > 0 || !opened.isEmpty()) {
                if (flying > 0) {
                    land();
                } else {
                    timeUp();
                }
            }

            assertThat(waiting).isEmpty();
            assertThat(departed).hasSize(arrived - left);
            assertThat(gatherer.closed()).isEqualTo(arrived > 0);
        }

        void take(Step step) {
            switch (step.kind()) {
                case ARRIVE -> arrive(1 + step.pick() % 5);
                case LEAVE -> leave(step.pick());
                case LAND -> {
                    if (flying > 0) {
                        land();
                    }
                }
                case TIME_UP -> timeUp();
                case DIVIDE -> {
                    if (flying > 0) {
                        gatherer.divided();
                        flying++;
                    }
                }
            }
        }

        private void arrive(int weight) {
            boolean idle = flying == 0 && waiting.isEmpty();
            int member = arrived++;
            waiting.add(member);
            Gatherer.Arrival<Integer> arrival =
                    Objects.requireNonNull(gatherer.arrive(member, weight, LIMITS), "an open one");
            if (arrival.opened() != null) {
                opened.add(arrival.opened());
            }
            if (idle && whileInFlight) {
                assertThat(arrival.departing()).containsExactly(member);
            }
            depart(arrival.departing());
        }

        private void leave(int pick) {
            if (!waiting.isEmpty()) {
                Integer leaving = waiting.remove(pick % waiting.size());
                assertThat(gatherer.leave(leaving)).isTrue();
                left++;
            }
            if (!departed.isEmpty()) {
                assertThat(gatherer.leave(departed.iterator().next())).isFalse();
            }
        }

        private void land() {
            flying--;
            depart(gatherer.landed());
        }

        private void timeUp() {
            Long ended = opened.poll();
            if (ended != null) {
                depart(gatherer.timeUp(ended));
            }
        }

        private void depart(List<Integer> members) {
            if (members.isEmpty()) {
                return;
            }
            assertThat(members.size()).isLessThanOrEqualTo(LIMITS.members());
            assertThat(waiting).containsAll(members);
            assertThat(departed).doesNotContainAnyElementsOf(members);
            waiting.removeAll(members);
            departed.addAll(members);
            flying++;
        }
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Kind> kinds = Arbitraries.oneOf(Arbitraries.just(Kind.ARRIVE), Arbitraries.of(Kind.class));
        return Combinators.combine(kinds, Arbitraries.integers().between(0, 20))
                .as(Step::new)
                .list()
                .ofMaxSize(60);
    }
}
