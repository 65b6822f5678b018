package io.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvironmentNamesTest {

    @ParameterizedTest
    @CsvSource({
        "port, PORT",
        "minIdle, MIN_IDLE",
        "maxHttp2Streams, MAX_HTTP2_STREAMS",
        "http2Streams, HTTP2_STREAMS",
        "my-crm, MY_CRM",
        "a1, A1"
    })
    void snake_separatesHumpsAndReplacesHyphens(String name, String snake) {
        assertThat(EnvironmentNames.snake(name)).isEqualTo(snake);
    }

    @Test
    void of_theSettings_haveNamesOfTheirOwn() {
        Problems problems = new Problems();
        Written.Section written = new Written.Section(
                Map.of(
                        "upstreams",
                        new Written.Section(Map.of("my-crm", Written.Value.of("", Origin.NONE)), Origin.NONE)),
                Origin.NONE);

        Map<String, String> names = EnvironmentNames.of(Shape.of(PenstockConfig.class), written, problems);

        assertThat(problems.isEmpty()).isTrue();
        assertThat(names)
                .containsEntry("PENSTOCK_ENVIRONMENT", "environment")
                .containsEntry("PENSTOCK_ADMIN_KEY", "admin.key")
                .containsEntry("PENSTOCK_ADMIN_KEY_FILE", "admin.keyFile")
                .containsEntry("PENSTOCK_UPSTREAMS_MY_CRM_POOL_MIN_IDLE", "upstreams.my-crm.pool.minIdle")
                .doesNotContainKeys("PENSTOCK_UPSTREAMS_MY_CRM_ROUTES", "PENSTOCK_SERVER");
        assertThat(Layers.NOT_SETTINGS).doesNotContainAnyElementsOf(names.keySet());
    }

    @Test
    void of_twoSettingsWithOneName_isAProblemThatNamesBoth() {
        assertThat(Reading.of("""
                        upstreams:
                          a: { url: https://a.example }
                          a-pool-ping: { url: https://b.example }
                        """).problems())
                .first()
                .asString()
                .startsWith(
                        "penstock.yaml:3: upstreams.a-pool-ping.path:"
                                + " the environment name PENSTOCK_UPSTREAMS_A_POOL_PING_PATH, which upstreams.a.pool.ping.path has too");
    }
}
