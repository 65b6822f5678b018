package io.penstock.loadtest;

import java.util.List;
import java.util.stream.Collectors;

/** The scenarios that there are. */
public final class Scenarios {

    private static final List<Scenario> ALL = List.of(
            new PoolScenario(),
            new TokensScenario(),
            new CoalescingScenario(),
            new BatchingScenario(),
            new PagesScenario(),
            new MemoryScenario(),
            new CompressionScenario(),
            new ResilienceScenario(),
            new OutageScenario());

    private Scenarios() {}

    /** All of them. */
    public static List<Scenario> all() {
        return ALL;
    }

    /**
     * The scenario of that name.
     *
     * @throws IllegalArgumentException that lists those that there are, where there is none
     */
    public static Scenario named(String name) {
        return ALL.stream()
                .filter(scenario -> scenario.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("--scenario: " + name + "; expected one of "
                        + ALL.stream().map(Scenario::name).collect(Collectors.joining(", "))));
    }
}
