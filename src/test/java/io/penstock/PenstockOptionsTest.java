package io.penstock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.config.PenstockConfig;
import io.penstock.config.UpstreamConfig;
import io.penstock.error.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PenstockOptionsTest {

    private static final String URL = "https://api.example.com/v2";

    @Test
    void options_byTheirNames_areTheSettings() {
        PenstockConfig config = PenstockOptions.builder()
                .port(1234)
                .adminPort(1235)
                .enableConnectionManagement(false)
                .enableTokenManagement(false)
                .enableResourceOptimization(false)
                .connectionPoolSize(7)
                .upstream("crm", URL)
                .set("upstreams.crm.rewriteLocation", "false")
                .build()
                .load();

        assertThat(config.server().port()).isEqualTo(1234);
        assertThat(config.admin().port()).isEqualTo(1235);
        assertThat(config.features().connectionManagement()).isFalse();
        assertThat(config.features().tokenManagement()).isFalse();
        assertThat(config.features().resourceOptimization()).isFalse();
        assertThat(crm(config).url()).isEqualTo(URL);
        assertThat(crm(config).pool().size()).isEqualTo(7);
        assertThat(crm(config).rewriteLocation()).isFalse();
    }

    @Test
    void sources_laterOnes_win(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("penstock.yaml"), """
                server: { port: 1, maxHeaders: 1, maxConnections: 1 }
                upstreams: { crm: { url: "https://api.example.com/v2", pool: { size: 9 } } }
                """);
        PenstockConfig config = PenstockOptions.builder()
                .port(3)
                .connectionPoolSize(7)
                .environment(Map.of("PENSTOCK_SERVER_PORT", "2", "PENSTOCK_SERVER_MAX_HEADERS", "2"))
                .configFile(file)
                .build()
                .load();

        assertThat(config.server().port()).isEqualTo(3);
        assertThat(config.server().maxHeaders()).isEqualTo(2);
        assertThat(config.server().maxConnections()).isEqualTo(1);
        assertThat(crm(config).pool().size()).isEqualTo(9);
    }

    @Test
    void poolSize_asAnOption_beatsThatOfTheEnvironment() {
        PenstockConfig config = PenstockOptions.builder()
                .connectionPoolSize(7)
                .environment(Map.of("CONNECTION_POOL_SIZE", "8"))
                .upstream("crm", URL)
                .build()
                .load();

        assertThat(crm(config).pool().size()).isEqualTo(7);
    }

    @Test
    void environment_notGiven_isNotRead() {
        assertThat(PenstockOptions.builder().upstream("crm", URL).build().environment())
                .isEmpty();
    }

    @Test
    void upstream_givenTwice_isTheLaterOne() {
        UpstreamConfig whole = UpstreamConfig.to("https://other.example.com").withPath("/other");

        PenstockOptions.Builder options = PenstockOptions.builder()
                .upstream("crm", URL)
                .set("upstreams.crm.rewriteLocation", "false")
                .upstream("crm", whole);
        assertThat(crm(options.build().load())).isEqualTo(whole);
        assertThat(crm(options.upstream("crm", URL).build().load()).url()).isEqualTo(URL);
    }

    @Test
    void build_thenChangedBuilder_keepsWhatWasBuilt() {
        PenstockOptions.Builder builder = PenstockOptions.builder().upstream("crm", URL);
        PenstockOptions options = builder.build();

        builder.port(1234);

        assertThat(options.load().server().port()).isEqualTo(8080);
    }

    @Test
    void noUpstream_isAProblem() {
        assertThatThrownBy(() -> PenstockOptions.builder().build().load())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("no upstream");
    }

    @Test
    void upstreams_thatDoNotGoTogether_areAProblem() {
        PenstockOptions options = PenstockOptions.builder()
                .upstream("crm", URL)
                .upstream("other", UpstreamConfig.to(URL).withPath("/crm"))
                .build();

        assertThatThrownBy(options::load)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("another path than that of upstream crm");
    }

    @Test
    void file_thatIsMissing_isAProblem() {
        PenstockOptions options = PenstockOptions.builder()
                .configFile(Path.of("missing.yaml"))
                .upstream("crm", URL)
                .build();

        assertThatThrownBy(options::load)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("missing.yaml");
    }

    private static UpstreamConfig crm(PenstockConfig config) {
        UpstreamConfig crm = config.upstreams().get("crm");
        if (crm == null) {
            throw new AssertionError("no upstream crm in " + config.upstreams());
        }
        return crm;
    }
}
