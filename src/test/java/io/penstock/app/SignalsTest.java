package io.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SignalsTest {

    @Test
    void exitCodes_areThoseThatShellsShow() {
        assertThat(Signals.HUP.exitCode()).isEqualTo(129);
        assertThat(Signals.INT.exitCode()).isEqualTo(130);
        assertThat(Signals.TERM.exitCode()).isEqualTo(143);
    }
}
