package io.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressLineTest {

    private static final String EOL = System.lineSeparator();

    private final StringWriter written = new StringWriter();

    @Test
    void onATerminal_eachLineTakesThePlaceOfTheOneBefore() {
        ProgressLine progress = new ProgressLine(new PrintWriter(written, true), true);

        progress.show("a long line");
        progress.show("short");
        progress.tell("end");
        progress.show("next");

        assertThat(written).hasToString("\ra long line\rshort      \rend  " + EOL + "\rnext");
    }

    @Test
    void elsewhere_everyFifthLineIsWritten_andEveryResult() {
        ProgressLine progress = new ProgressLine(new PrintWriter(written, true), false);

        for (int i = 1; i <= 12; i++) {
            progress.show("second " + i);
        }
        progress.tell("end");

        assertThat(written.toString().lines()).containsExactly("second 5", "second 10", "end");
    }
}
