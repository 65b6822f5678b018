package io.penstock.config;

import static io.penstock.config.CompressionConfig.Coding.BR;
import static io.penstock.config.CompressionConfig.Coding.DEFLATE;
import static io.penstock.config.CompressionConfig.Coding.GZIP;
import static io.penstock.config.CompressionConfig.Coding.ZSTD;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The settings of compression: their defaults, what a route sets anew, and what is refused. */
class CompressionConfigTest {

    private static final CompressionConfig DEFAULTS = ConfigDefaults.of(CompressionConfig.class);

    @Test
    void defaults_offerAllCodingsFromOneKibibyte() {
        assertThat(DEFAULTS.enabled()).isTrue();
        assertThat(DEFAULTS.offered()).containsExactly(ZSTD, BR, GZIP, DEFLATE);
        assertThat(DEFAULTS.minSize()).isEqualTo(DataSize.ofKiB(1));
        assertThat(DEFAULTS.eventStreams()).isFalse();
    }

    @Test
    void with_aRouteThatSaysSomething_keepsTheRest() {
        RouteCompressionConfig route =
                crm("routes: [{ match: GET /a, compression: { codings: [gzip], gzipLevel: 9 } }]")
                        .crm()
                        .routes()
                        .get(0)
                        .compression();

        CompressionConfig settings = DEFAULTS.with(route);

        assertThat(settings.offered()).containsExactly(GZIP);
        assertThat(settings.gzipLevel()).isEqualTo(9);
        assertThat(settings.compressedTypes()).isEqualTo(DEFAULTS.compressedTypes());
        assertThat(settings.zstdLevel()).isEqualTo(DEFAULTS.zstdLevel());
    }

    @Test
    void with_aRouteThatSaysNothing_isTheSame() {
        RouteCompressionConfig route =
                crm("routes: [{ match: GET /a }]").crm().routes().get(0).compression();

        assertThat(DEFAULTS.with(route)).isEqualTo(DEFAULTS);
    }

    @Test
    void types_thatAreNone_areRejected() {
        assertThat(crm("routes: [{ match: GET /a, compression: { types: [json] } }]")
                        .problems())
                .singleElement()
                .asString()
                .contains("json; expected a media type in small letters such as application/json, text/* or +json");
    }

    private static Reading crm(String settings) {
        return Reading.of("upstreams:\n  crm:\n    url: https://api.crm.example\n" + settings.indent(4));
    }
}
