package io.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Configurations that are built in code. */
class PenstockConfigTest {
    private static final PenstockConfig DEFAULTS = PenstockConfig.defaults();
    private static final UpstreamConfig CRM = UpstreamConfig.to("https://api.crm.example/v2");

    @Test
    void copies_changeOneSettingEach() {
        PenstockConfig config = DEFAULTS.withServer(
                        DEFAULTS.server().withHost("::1").withPort(0))
                .withAdmin(DEFAULTS.admin().withPort(1).withEnabled(false))
                .withFeatures(DEFAULTS.features()
                        .withConnectionManagement(false)
                        .withTokenManagement(false)
                        .withResourceOptimization(false))
                .withUpstream("crm", CRM.withPool(CRM.pool().withSize(9)).withPath("/"));

        assertThat(config.server().host()).isEqualTo("::1");
        assertThat(config.server().port()).isZero();
        assertThat(config.admin().port()).isEqualTo(1);
        assertThat(config.admin().enabled()).isFalse();
        assertThat(config.features())
                .hasToString(DEFAULTS.features()
                        .toString()
                        .replaceAll("(connectionManagement|tokenManagement|resourceOptimization)=true", "$1=false"));
        assertThat(config.upstreams().get("crm")).satisfies(crm -> {
            assertThat(crm.pool().size()).isEqualTo(9);
            assertThat(crm.effectivePath("crm")).isEqualTo("/");
            assertThat(crm.target().basePath()).isEqualTo("/v2");
        });
        assertThat(CRM.effectivePath("crm")).isEqualTo("/crm");
    }

    @Test
    void constructor_withSettingsOutOfBounds_namesAll() {
        PoolConfig pool = CRM.pool();
        TimeoutsConfig late = new TimeoutsConfig(
                Duration.ZERO, Duration.ofSeconds(1), Duration.ofDays(2), Duration.ZERO, Duration.ZERO);
        UpstreamConfig broken = Records.with(CRM.withPool(pool.withSize(20_000)), "timeouts", late);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.withUpstream("crm", broken).withUpstream("CRM", CRM))
                .withMessage("upstreams.crm.pool.size: 20000; expected a whole number from 1 to 10000\n"
                        + "upstreams.crm.timeouts.connect: 0s;"
                        + " expected a duration such as 250ms, 30s or 5m from 10ms to 10m\n"
                        + "upstreams.crm.timeouts.total: 2d;"
                        + " expected a duration such as 250ms, 30s or 5m from 10ms to 1d");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.withUpstream("CRM", CRM))
                .withMessageStartingWith("upstreams.CRM: CRM; expected a name");
    }

    @Test
    void withPort_outOfBounds_isRefusedByTheWhole() {
        ServerConfig server = DEFAULTS.server().withPort(70_000);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.withServer(server))
                .withMessage("server.port: 70000; expected a whole number from 0 to 65535");
    }

    @Test
    void to_aBadUrl_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> UpstreamConfig.to("api.example"))
                .withMessage("url: api.example; expected " + UpstreamUrl.EXPECTED);
    }

    @Test
    void of_aRecordWithoutDefaultForAll_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConfigDefaults.of(ServerTlsConfig.class))
                .withMessage("certFile: nothing; expected a text, such as tls/server.crt");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.1.2.3", "::1", "0:0:0:0:0:0:0:1", "localhost", "LocalHost"})
    void loopback_ofLocalAddresses_isTrue(String host) {
        assertThat(DEFAULTS.server().withHost(host).loopback()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "10.0.0.1", "127.0.0.1.evil.example", "localhost.evil.example", "api"})
    void loopback_ofOtherAddresses_isFalse(String host) {
        assertThat(DEFAULTS.server().withHost(host).loopback()).isFalse();
    }

    @Test
    void adminOnAnotherAddress_needsAKeyUnlessItIsOff() {
        Reading open = Reading.of(Reading.CRM + "admin: { host: 0.0.0.0 }");

        assertThat(open.problems())
                .containsExactly("penstock.yaml:4: admin.host: 0.0.0.0;"
                        + " expected a loopback address such as 127.0.0.1, or admin.key beside it");
        assertThat(open.with("PENSTOCK_ADMIN_KEY", "0123456789abcdef").config()).isNotNull();
        assertThat(open.with("PENSTOCK_ADMIN_ENABLED", "false").config()).isNotNull();
    }

    @Test
    void certificateOpenToAnyone_needsAWord() {
        Reading open =
                Reading.ofCrm("tls: { certFile: c.crt, keyFile: c.key }").with("PENSTOCK_SERVER_HOST", "0.0.0.0");

        assertThat(open.problems())
                .singleElement()
                .asString()
                .startsWith(
                        "environment variable PENSTOCK_SERVER_HOST: server.host: 0.0.0.0; expected a loopback address")
                .contains("server.allowUnauthenticated: true", "upstream crm");
        assertThat(open.with("PENSTOCK_SERVER_ALLOW_UNAUTHENTICATED", "true").config())
                .isNotNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET /",
                "* /files/**",
                "GET /contacts/{id}/notes/{note_id}",
                "M-SEARCH /a.b/~c/@d",
                "GET /a/",
            })
    void routeMatch_ofAValidPattern_hasNoFlaw(String match) {
        assertThat(RouteMatch.flaw(match)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET",
                "GET contacts",
                "get /a",
                "GET  /a",
                "GET /a b",
                "GET /{}",
                "GET /{a",
                "GET /a}",
                "GET /x{a}",
                "GET /{a-b}",
                "GET /**/a",
                "GET /*",
                "GET /a?b=c",
                "GET /a#b",
                "GET /../a",
                "GET /{a}/{a}",
                "** /a",
                ""
            })
    void routeMatch_ofABrokenPattern_saysWhatIsExpected(String match) {
        assertThat(RouteMatch.flaw(match)).isNotNull();
    }
}
