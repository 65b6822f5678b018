package io.penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.batching.coalesce.Coalescing;
import io.penstock.batching.coalesce.HeldBytes;
import io.penstock.config.ConfigLoader;
import io.penstock.config.ConfigSources;
import io.penstock.config.UpstreamConfig;
import io.penstock.metrics.Metrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which routes share their calls, which close those of others, and which have nothing to do with it. */
class SharingTest {

    private final Coalescing calls = new Coalescing(Metrics.none().coalescing("api"), new HeldBytes(1));

    @TempDir
    private Path directory = Path.of("");

    @ParameterizedTest
    @CsvSource({
        "GET /x, true, shares",
        "HEAD /x, true, shares",
        "* /x, true, shares",
        "POST /x, true, writes",
        "OPTIONS /x, true, nothing",
        "GET /x, false, nothing",
        "* /x, false, writes",
        "DELETE /x, false, writes"
    })
    void route_asItsMethodAndItsSettingsSay(String match, boolean enabled, String expected) throws IOException {
        UpstreamConfig upstream = upstream(true, "{ match: '" + match + "', coalesce: { enabled: " + enabled + " } }");

        assertThat(verdict(Sharing.of(calls, upstream, upstream.routes().get(0))))
                .isEqualTo(expected);
    }

    @Test
    void requestsThatNoRouteMatches_asTheUpstreamSays() throws IOException {
        assertThat(verdict(Sharing.of(calls, upstream(true, ""), null))).isEqualTo("shares");
        assertThat(verdict(Sharing.of(calls, upstream(false, ""), null))).isEqualTo("writes");
        assertThat(verdict(Sharing.of(null, upstream(true, ""), null))).isEqualTo("nothing");
    }

    @Test
    void upstream_isUsed_whereOneRouteShares() throws IOException {
        assertThat(Sharing.used(upstream(true, ""))).isTrue();
        assertThat(Sharing.used(upstream(false, "{ match: GET /x }"))).isFalse();
        assertThat(Sharing.used(upstream(false, "{ match: GET /x, coalesce: { ignore: [a] } }")))
                .isTrue();
    }

    private static String verdict(@Nullable Sharing sharing) {
        if (sharing == null) {
            return "nothing";
        }
        return sharing.rules() == null ? "writes" : "shares";
    }

    private UpstreamConfig upstream(boolean enabled, String routes) throws IOException {
        Path file = Files.writeString(directory.resolve("penstock.yaml"), """
                upstreams:
                  api:
                    url: http://api.example
                    coalesce: { enabled: %s }
                    routes: [%s]
                """.formatted(enabled, routes));
        return Objects.requireNonNull(ConfigLoader.load(ConfigSources.none().withFile(file))
                .orThrow()
                .upstreams()
                .get("api"));
    }
}
