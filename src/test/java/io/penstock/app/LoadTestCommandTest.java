package io.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.loadtest.Scenarios;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the command refuses before it makes a call. */
class LoadTestCommandTest {

    @ParameterizedTest
    @ValueSource(strings = {"http://example.com/", "http://10.0.0.1:8080/crm", "https://[2001:db8::1]/"})
    void url_ofAnotherMachine_isRefused_andTheWayToAllowItIsNamed(String url) {
        CommandRun run = CommandRun.of("load-test", "--url=" + url);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("is not this machine", "--i-own-this-target");
    }

    @Test
    void url_thatIsNone_isMisuse() {
        CommandRun run = CommandRun.of("load-test", "--url=localhost:8080");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("--url: localhost:8080; expected an address such as http://127.0.0.1:8080");
    }

    @Test
    void compare_withAUrl_isMisuse() {
        CommandRun run = CommandRun.of("load-test", "--url=http://localhost:8080/", "--compare");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("--compare with --url");
    }

    @Test
    void failOnMissed_withAUrl_isMisuse() {
        CommandRun run = CommandRun.of("load-test", "--url=http://localhost:8080/", "--fail-on-missed");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("--fail-on-missed with --url");
    }

    @Test
    void help_tellsOfEveryScenario() {
        CommandRun run = CommandRun.of("load-test", "--help");

        assertThat(Scenarios.all())
                .allSatisfy(scenario -> assertThat(run.out()).contains(" " + scenario.name() + ": "));
    }

    @Test
    void unknownScenario_isMisuse_andTheKnownOnesAreListed() {
        CommandRun run = CommandRun.of("load-test", "--scenario=nothing");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .contains(
                        "--scenario: nothing; expected one of pool, tokens, coalescing, batching, pages, memory, compression,"
                                + " resilience, outage");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--rate=200001",
                "--concurrency=0",
                "--duration=11m",
                "--warmup=6m",
                "--requests=0",
                "--timeout=0s",
                "--rounds=0",
                "--duration=soon"
            })
    void option_outOfBounds_isMisuse_andIsNamed(String option) {
        CommandRun run = CommandRun.of("load-test", option);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains(option.substring(0, option.indexOf('='))).contains("expected");
    }

    @Test
    void json_intoADirectoryThatIsNotThere_failsBeforeTheTest() {
        CommandRun run = CommandRun.of("load-test", "--json=no/such/directory/report.json");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("--json: no/such/directory/report.json: cannot be written");
        assertThat(run.out()).isEmpty();
    }
}
