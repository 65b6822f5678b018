package io.penstock.loadtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.loadtest.Optimization.Finding;
import io.penstock.loadtest.Optimization.Totals;
import org.junit.jupiter.api.Test;

class ScenariosTest {

    private static final Totals WITHOUT_POOL = new Totals(1_000, 0, 1_000, 1_000);

    @Test
    void named_unknown_listsThoseThatThereAre() {
        assertThatThrownBy(() -> Scenarios.named("tokens"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("--scenario: tokens; expected one of pool");
    }

    @Test
    void pool_thatServesAllCallsOverFewConnections_helps() {
        Finding finding = judgePool(new Totals(1_000, 0, 1_000, 32), WITHOUT_POOL);

        assertThat(finding.helped()).isTrue();
        assertThat(finding.told()).contains("on, 32 connections for 1000 calls; off, 1000 for 1000");
    }

    @Test
    void pool_thatOpensMoreThanItsSize_doesNotHelp() {
        assertThat(judgePool(new Totals(1_000, 0, 1_000, 33), WITHOUT_POOL).helped())
                .isFalse();
    }

    @Test
    void pool_thatReplacesTheConnectionsOfFailedCalls_helps() {
        assertThat(judgePool(new Totals(990, 10, 1_000, 42), WITHOUT_POOL).helped())
                .isTrue();
        assertThat(judgePool(new Totals(990, 10, 1_000, 43), WITHOUT_POOL).helped())
                .isFalse();
    }

    @Test
    void pool_thatCannotBeSwitchedOff_showsNothing() {
        Totals same = new Totals(1_000, 0, 1_000, 5);

        assertThat(judgePool(same, same).helped()).isFalse();
    }

    @Test
    void pool_withoutAnAnswer_showsNothing() {
        Totals failed = new Totals(0, 1_000, 0, 0);

        assertThat(judgePool(failed, WITHOUT_POOL).helped()).isFalse();
        assertThat(judgePool(new Totals(1_000, 0, 1_000, 5), failed).helped()).isFalse();
    }

    private static Finding judgePool(Totals on, Totals off) {
        return Scenarios.named("pool").optimizations().get(0).judge().judge(on, off);
    }
}
