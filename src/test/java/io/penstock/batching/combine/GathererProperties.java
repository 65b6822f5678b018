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

    private final List<Integer> waiting = new ArrayList<>();
    private final Set<Integer> departed = new HashSet<>();
    private final Deque<Long> opened = new ArrayDeque<>();
    private int flying;
    private int arrived;
    private int left;

    @Property
    void anyHistory_letsEverybodyDepartOnce(@ForAll boolean whileInFlight, @ForAll("steps") List<Step> steps) {
        Gatherer<Integer> gatherer = new Gatherer<>(new Gatherer.Alike(1, 2), whileInFlight);
        for (Step step : steps) {
            if (gatherer.closed()) {
                assertThat(gatherer.arrive(-1, 1, LIMITS)).isNull();
                break;
            }
            take(gatherer, step, whileInFlight);
        }
        while (flying > 0 || !opened.isEmpty()) {
            if (flying > 0) {
                land(gatherer);
            } else {
                timeUp(gatherer);
            }
        }

        assertThat(waiting).isEmpty();
        assertThat(departed).hasSize(arrived - left);
        assertThat(gatherer.closed()).isEqualTo(arrived > 0);
    }

    private void take(Gatherer<Integer> gatherer, Step step, boolean whileInFlight) {
        switch (step.kind()) {
            case ARRIVE -> arrive(gatherer, 1 + step.pick() % 5, whileInFlight);
            case LEAVE -> {
                if (!waiting.isEmpty()) {
                    Integer leaving = waiting.remove(step.pick() % waiting.size());
                    assertThat(gatherer.leave(leaving)).isTrue();
                    left++;
                }
                if (!departed.isEmpty()) {
                    assertThat(gatherer.leave(departed.iterator().next())).isFalse();
                }
            }
            case LAND -> {
                if (flying > 0) {
                    land(gatherer);
                }
            }
            case TIME_UP -> timeUp(gatherer);
            case DIVIDE -> {
                if (flying > 0) {
                    gatherer.divided();
                    flying++;
                }
            }
        }
    }

    private void arrive(Gatherer<Integer> gatherer, int weight, boolean whileInFlight) {
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

    private void land(Gatherer<Integer> gatherer) {
        flying--;
        depart(gatherer.landed());
    }

    private void timeUp(Gatherer<Integer> gatherer) {
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

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Kind> kinds = Arbitraries.oneOf(Arbitraries.just(Kind.ARRIVE), Arbitraries.of(Kind.class));
        return Combinators.combine(kinds, Arbitraries.integers().between(0, 20))
                .as(Step::new)
                .list()
                .ofMaxSize(60);
    }
}
