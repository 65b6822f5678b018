package io.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PresetTest {

    /** Settings that this version does not have yet. */
    @ParameterizedTest
    @EnumSource
    void everyValue_isGoodForItsSetting(Preset preset) {
        preset.settings().forEach((path, text) -> {
            Scalar scalar = Objects.requireNonNull(UpstreamDefaults.scalar(path), path);
            assertThat(scalar.parse(text)).as(path).isNotNull();
        });
    }

    @Test
    void everyShortName_isThatOfASetting() {
        assertThat(UpstreamDefaults.SHORT_NAMES.values())
                .allSatisfy(path ->
                        assertThat(UpstreamDefaults.scalar(path)).as(path).isNotNull());
    }

    @ParameterizedTest
    @CsvSource({
        "none, 5, PT30S, PT30S, 0.5",
        "balanced, 5, PT60S, PT30S, 0.5",
        "high-throughput, 5, PT30S, PT15S, 0.5",
        "conservative, 5, PT30S, PT60S, 0.5",
        "high-availability, 3, PT30S, PT45S, 0.5",
        "interactive, 5, PT30S, PT10S, 0.5",
        "content, 5, PT60S, PT15S, 0.4"
    })
    void preset_standsInForDefaults(String preset, int failures, Duration openFor, Duration attempt, double rate) {
        UpstreamConfig crm = Reading.ofCrm("preset: " + preset).crm();

        assertThat(crm.breaker().failureThreshold()).isEqualTo(failures);
        assertThat(crm.breaker().openFor()).isEqualTo(openFor);
        assertThat(crm.breaker().failureRate()).isEqualTo(rate);
        assertThat(crm.timeouts().attempt()).isEqualTo(attempt);
        assertThat(crm).isEqualTo(UpstreamConfig.to("https://api.crm.example", crm.preset()));
    }

    @Test
    void preset_givesWayToWhatIsWritten() {
        UpstreamConfig crm = Reading.ofCrm("""
                preset: high-availability
                breaker: { openFor: 7s }
                """)
                .with("PENSTOCK_UPSTREAMS_CRM_TIMEOUTS_ATTEMPT", "9s")
                .crm();

        assertThat(crm.breaker().openFor()).isEqualTo(Duration.ofSeconds(7));
        assertThat(crm.breaker().failureThreshold()).isEqualTo(3);
        assertThat(crm.timeouts().attempt()).isEqualTo(Duration.ofSeconds(9));
    }

    @Test
    void preset_mayComeFromTheEnvironmentOrAVariable() {
        assertThat(Reading.of(Reading.CRM)
                        .with("PENSTOCK_UPSTREAMS_CRM_PRESET", "content")
                        .crm()
                        .breaker()
                        .failureRate())
                .isEqualTo(0.4);
        assertThat(Reading.ofCrm("preset: ${CRM_PRESET:-content}")
                        .crm()
                        .breaker()
                        .failureRate())
                .isEqualTo(0.4);
    }

    @Test
    void preset_thatIsUnknown_isRefusedWithTheKnownOnes() {
        assertThat(Reading.ofCrm("preset: fast").problems())
                .singleElement()
                .asString()
                .endsWith("upstreams.crm.preset: fast; expected one of none, balanced, high-throughput, conservative,"
                        + " high-availability, interactive, content");
    }

    @Test
    void shortNames_areDefaultsThatFileAndPresetBeat() {
        Reading reading = Reading.ofCrm("preset: high-availability")
                .with("CIRCUIT_BREAKER_FAILURE_THRESHOLD", "9")
                .with("CIRCUIT_BREAKER_SUCCESS_THRESHOLD", "7")
                .with("CIRCUIT_BREAKER_TIMEOUT", "1500");

        assertThat(reading.crm().breaker().failureThreshold()).isEqualTo(3);
        assertThat(reading.crm().breaker().successThreshold()).isEqualTo(7);
        assertThat(reading.crm().breaker().openFor()).isEqualTo(Duration.ofSeconds(30));
        assertThat(Reading.ofCrm("breaker: { openFor: 1s }")
                        .with("CIRCUIT_BREAKER_TIMEOUT", "2s")
                        .crm()
                        .breaker()
                        .openFor())
                .isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void shortNames_withBareNumbersAreMilliseconds() {
        UpstreamConfig crm = Reading.of(Reading.CRM)
                .with("CIRCUIT_BREAKER_TIMEOUT", "1500")
                .with("TIMEOUT", "2500")
                .crm();

        assertThat(crm.breaker().openFor()).isEqualTo(Duration.ofMillis(1500));
        assertThat(crm.timeouts().attempt()).isEqualTo(Duration.ofMillis(2500));
    }

    @Test
    void shortName_withAValueThatIsNone_isAProblem() {
        assertThat(Reading.of(Reading.CRM).with("TIMEOUT", "soon").problems())
                .containsExactly("environment variable TIMEOUT: soon; expected a duration such as 250ms, 30s or 5m"
                        + " from 10ms to 1d");
    }

    @Test
    void fallback_withNothingInIt_orToTheUpstreamItself_isRefused() {
        assertThat(Reading.ofCrm("routes: [ { match: GET /a, fallback: {} } ]").problems())
                .singleElement()
                .asString()
                .endsWith("nothing; expected one of lastGood, upstream and answer");
        assertThat(Reading.ofCrm("routes: [ { match: GET /a, fallback: { upstream: crm } } ]")
                        .problems())
                .singleElement()
                .asString()
                .endsWith("routes[0].fallback.upstream: crm; expected the name of another upstream");
    }
}
