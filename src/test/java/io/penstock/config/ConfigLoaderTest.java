package io.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.error.ConfigurationException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigLoaderTest {

    @Test
    void load_withOnlyAnUpstream_hasDefaultsElsewhere() {
        PenstockConfig config = Reading.of(Reading.CRM).config();

        assertThat(config)
                .isEqualTo(PenstockConfig.defaults().withUpstream("crm", UpstreamConfig.to("https://api.crm.example")));
        assertThat(config.server().port()).isEqualTo(8080);
        assertThat(config.environment()).isEqualTo(PenstockConfig.Environment.PRODUCTION);
    }

    @Test
    void load_withValuesOfEveryKind_readsThem() {
        UpstreamConfig crm = Reading.ofCrm("""
                protocol: http1
                rewriteLocation: false
                maxRequestBody: 1MiB
                replayBuffer: 512
                pool: { size: 7, maxStreams: 3, idleTimeout: 2h, ping: { expect: [200, 204], path: /health, interval: 0 } }
                timeouts: { attempt: 250ms }
                routes:
                  - match: GET /files/**
                    attemptTimeout: 1d
                """).crm();

        assertThat(crm.protocol()).isEqualTo(UpstreamConfig.Protocol.HTTP1);
        assertThat(crm.rewriteLocation()).isFalse();
        assertThat(crm.maxRequestBody()).isEqualTo(DataSize.ofKiB(1024));
        assertThat(crm.replayBuffer()).isEqualTo(new DataSize(512));
        assertThat(crm.pool().size()).isEqualTo(7);
        assertThat(crm.pool().streamLimit()).isEqualTo(3);
        assertThat(crm.pool().idleTimeout()).isEqualTo(Duration.ofHours(2));
        assertThat(crm.pool().ping().expect()).containsExactly(200, 204);
        assertThat(crm.pool().ping().path()).isEqualTo("/health");
        assertThat(crm.pool().ping().interval()).isZero();
        assertThat(crm.timeouts().attempt()).isEqualTo(Duration.ofMillis(250));
        assertThat(crm.routes().get(0).attemptTimeout()).isEqualTo(Duration.ofDays(1));
        assertThat(crm.routes().get(0).totalTimeout()).isNull();
    }

    @Test
    void load_withEmptySections_takesTheirDefaults() {
        assertThat(Reading.of(Reading.CRM + "server:\nadmin: ~\nfeatures: {}\n").config())
                .isEqualTo(Reading.of(Reading.CRM).config());
    }

    @Test
    void load_withAllSources_letsTheStrongerWin() {
        Reading file = Reading.of(Reading.CRM + "server: { port: 1111 }\n");
        Reading environment = file.with("PENSTOCK_SERVER_PORT", "2222");
        Reading option = environment.option("server.port", "3333");

        assertThat(Reading.of(Reading.CRM).config().server().port()).isEqualTo(8080);
        assertThat(file.config().server().port()).isEqualTo(1111);
        assertThat(environment.config().server().port()).isEqualTo(2222);
        assertThat(option.config().server().port()).isEqualTo(3333);
    }

    @Test
    void load_withNamesOfUpstreams_readsTheirVariables() {
        UpstreamConfig crm = Reading.of("upstreams: { my-crm: { url: https://a.example } }")
                .with("PENSTOCK_UPSTREAMS_MY_CRM_POOL_MIN_IDLE", "3")
                .with("PENSTOCK_UPSTREAMS_MY_CRM_POOL_PING_EXPECT", "200, 204")
                .with("PENSTOCK_UPSTREAMS_MY_CRM_TLS_CA_FILE", "ca.pem")
                .upstream("my-crm");

        assertThat(crm.pool().minIdle()).isEqualTo(3);
        assertThat(crm.pool().ping().expect()).containsExactly(200, 204);
        assertThat(crm.tls().caFile()).isEqualTo("ca.pem");
    }

    @Test
    void load_withVariableForAnUpstreamThatDoesNotExist_isRejected() {
        assertThat(Reading.of(Reading.CRM)
                        .with("PENSTOCK_UPSTREAMS_CMR_URL", "https://x.example")
                        .problems())
                .containsExactly("environment variable PENSTOCK_UPSTREAMS_CMR_URL: an unknown variable;"
                        + " expected a known one; the nearest is PENSTOCK_UPSTREAMS_CRM_URL");
    }

    @Test
    void load_withOptionsOnly_makesTheirUpstream() {
        Reading reading = Reading.of("")
                .option("upstreams.crm.url", "https://api.crm.example")
                .with("PENSTOCK_UPSTREAMS_CRM_POOL_SIZE", "9");

        assertThat(reading.config().upstreams()).containsOnlyKeys("crm");
        assertThat(reading.crm().pool().size()).isEqualTo(9);
    }

    @Test
    void load_withUpstreamUrlAlone_servesItAtTheRoot() {
        Reading reading = Reading.of("").with("UPSTREAM_URL", "https://api.example.com");

        assertThat(reading.config().upstreams()).containsOnlyKeys("default");
        assertThat(reading.upstream("default").effectivePath("default")).isEqualTo("/");
    }

    @Test
    void load_withUpstreamUrlAndUpstreamsInTheFile_isRejected() {
        assertThat(Reading.of(Reading.CRM)
                        .with("UPSTREAM_URL", "https://api.example.com")
                        .problems())
                .containsExactly("environment variable UPSTREAM_URL: upstreams: a URL, and upstreams in the file;"
                        + " expected one or the other");
    }

    @Test
    void load_withNoUpstream_saysTheWaysToGiveOne() {
        assertThat(Reading.of("server: { port: 1 }").problems())
                .singleElement()
                .asString()
                .contains("upstreams.NAME.url", "UPSTREAM_URL", "option");
    }

    @Test
    void load_withNoUpstreamWhereNoneIsNeeded_isAccepted() {
        assertThat(ConfigLoader.load(ConfigSources.none().withUpstreamsOptional())
                        .orThrow())
                .isEqualTo(PenstockConfig.defaults());
    }

    @ParameterizedTest
    @CsvSource({
        "ENABLE_CONNECTION_MANAGEMENT, connectionManagement",
        "ENABLE_TOKEN_MANAGEMENT, tokenManagement",
        "ENABLE_RESOURCE_OPTIMIZATION, resourceOptimization",
        "ENABLE_COALESCING, coalescing",
        "ENABLE_BATCHING, batching",
        "ENABLE_INCREMENTAL_LOADING, incrementalLoading",
        "ENABLE_COMPRESSION, compression",
        "ENABLE_MEMORY_OPTIMIZATION, memoryOptimization",
        "ENABLE_RESILIENCE, resilience",
    })
    void load_withToggle_beatsTheFile(String variable, String feature) {
        PenstockConfig config = Reading.of(Reading.CRM + "features: { " + feature + ": true }")
                .with(variable, "false")
                .config();

        Map<?, ?> features =
                (Map<?, ?>) Objects.requireNonNull(ConfigView.toMap(config).get("features"));
        assertThat(features.entrySet().stream().filter(entry -> entry.getValue().equals(false)))
                .singleElement()
                .extracting(Object::toString)
                .isEqualTo(feature + "=false");
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "FALSE", "0", "no", "No", "off", "OFF"})
    void load_withAnyWordForFalse_switchesOff(String word) {
        assertThat(Reading.of(Reading.CRM)
                        .with("ENABLE_BATCHING", word)
                        .config()
                        .features()
                        .batching())
                .isFalse();
        assertThat(Reading.of(Reading.CRM + "features: { batching: " + word + " }")
                        .config()
                        .features()
                        .batching())
                .isFalse();
        assertThat(Reading.of(Reading.CRM + "features: { batching: '" + word + "' }")
                        .config()
                        .features()
                        .batching())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "True", "1", "yes", "YES", "on"})
    void load_withAnyWordForTrue_switchesOn(String word) {
        assertThat(Reading.of(Reading.CRM + "features: { batching: false }")
                        .with("ENABLE_BATCHING", word)
                        .config()
                        .features()
                        .batching())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nope", "2", "disabled", "falsee", " false"})
    void load_withAnyOtherWordForAFlag_isRejected(String word) {
        assertThat(Reading.of(Reading.CRM).with("ENABLE_BATCHING", word).problems())
                .containsExactly("environment variable ENABLE_BATCHING: features.batching: " + word
                        + "; expected true or false (or yes, no, on, off, 1, 0)");
    }

    @Test
    void load_withToggleAndItsLongName_isRejected() {
        assertThat(Reading.of(Reading.CRM)
                        .with("ENABLE_BATCHING", "true")
                        .with("PENSTOCK_FEATURES_BATCHING", "false")
                        .problems())
                .containsExactly("environment variable ENABLE_BATCHING: features.batching: a second value;"
                        + " expected one; the first is from environment variable PENSTOCK_FEATURES_BATCHING");
    }

    @Test
    void load_withConnectionPoolSize_replacesOnlyTheDefault() {
        Reading reading = Reading.of("""
                        upstreams:
                          plain: { url: https://a.example }
                          sized: { url: https://b.example, pool: { size: 7 } }
                        """).with("CONNECTION_POOL_SIZE", "2");

        assertThat(reading.upstream("plain").pool().size()).isEqualTo(2);
        assertThat(reading.upstream("sized").pool().size()).isEqualTo(7);
    }

    @Test
    void load_withSmallestConnectionPoolSize_goesWithTheOtherDefaults() {
        assertThat(Reading.of(Reading.CRM)
                        .with("CONNECTION_POOL_SIZE", "1")
                        .crm()
                        .pool()
                        .minIdle())
                .isLessThanOrEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "10001", "many", ""})
    void load_withBadConnectionPoolSize_isRejectedOnce(String size) {
        assertThat(Reading.of(Reading.CRM).with("CONNECTION_POOL_SIZE", size).problems())
                .containsExactly("environment variable CONNECTION_POOL_SIZE: " + size
                        + "; expected a whole number from 1 to 10000");
    }

    @Test
    void load_withNamesOfOtherParts_ignoresThem() {
        Reading reading = Reading.of(Reading.CRM)
                .with("PENSTOCK_CONFIG", "x")
                .with("PENSTOCK_JAVA_OPTS", "-Xmx1g")
                .with("PENSTOCK_LOG_LEVEL", "debug")
                .with("PENSTOCK_SERVICE_HOST", "10.0.0.1")
                .with("PENSTOCK_PORT", "tcp://10.0.0.1:8080")
                .with("PENSTOCK_PORT_8080_TCP_ADDR", "10.0.0.1")
                .with("PATH", "/bin");

        assertThat(reading.config()).isEqualTo(Reading.of(Reading.CRM).config());
    }

    @Test
    void load_withGuessedVariable_namesTheNearest() {
        assertThat(Reading.of(Reading.CRM).with("PENSTOCK_PORT", "9000").problems())
                .singleElement()
                .asString()
                .contains("an unknown variable", "PENSTOCK_");
        assertThat(Reading.of(Reading.CRM).with("PENSTOCK_SEVRER_PORT", "9000").problems())
                .singleElement()
                .asString()
                .endsWith("the nearest is PENSTOCK_SERVER_PORT");
    }

    @Test
    void load_withUnknownOption_namesTheNearest() {
        assertThat(Reading.of(Reading.CRM)
                        .option("server.prot", "1")
                        .option("admin", "2")
                        .option("admn.port", "3")
                        .problems())
                .containsExactly(
                        "option admin: a setting with others below it; expected the path of a single setting",
                        "option admn.port: an unknown setting; expected a known one; the nearest to admn is admin",
                        "option server.prot: an unknown setting; expected a known one; the nearest to prot is port");
    }

    @Test
    void load_withFileOnDisk_readsItAndNamesIt(@TempDir Path dir) throws Exception {
        Path file = Files.writeString(dir.resolve("gateway.yaml"), "\uFEFF" + Reading.CRM);
        assertThat(ConfigLoader.load(ConfigSources.none().withFile(file)).orThrow())
                .isEqualTo(Reading.of(Reading.CRM).config());

        Files.writeString(file, "sever: {}\n" + Reading.CRM);
        assertThatThrownBy(() ->
                        ConfigLoader.load(ConfigSources.none().withFile(file)).orThrow())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("1 problem in the configuration:\n  " + file + ":1: sever: an unknown key");
    }

    @Test
    void load_withFileThatCannotBeRead_saysWhy(@TempDir Path dir) {
        assertThatThrownBy(() -> ConfigLoader.load(ConfigSources.none().withFile(dir.resolve("no.yaml")))
                        .orThrow())
                .hasMessageContaining("there is no such file");
        assertThatThrownBy(() ->
                        ConfigLoader.load(ConfigSources.none().withFile(dir)).orThrow())
                .hasMessageContaining("it is a directory");
    }
}
