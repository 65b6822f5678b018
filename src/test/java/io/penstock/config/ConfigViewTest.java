package io.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class ConfigViewTest {

    @Test
    void toMap_masksSecretsAndUsersOfProxies() {
        PenstockConfig config = Reading.ofCrm("proxy: http://me:s3cret@proxy.example:3128")
                .with("PENSTOCK_ADMIN_KEY", "s3cret-0123456789")
                .config();

        JsonObject view = new JsonObject(ConfigView.toMap(config));

        assertThat(view.encode()).doesNotContain("s3cret");
        assertThat(view.getJsonObject("admin").getString("key")).isEqualTo("***");
        assertThat(view.getJsonObject("upstreams").getJsonObject("crm").getString("proxy"))
                .isEqualTo("http://***@proxy.example:3128");
    }

    @Test
    void toMap_showsValuesAsTheyAreWritten() {
        PenstockConfig config =
                Reading.ofCrm("routes: [ { match: GET /a, maxDuration: 1h } ]").config();

        JsonObject view = new JsonObject(ConfigView.toMap(config));
        JsonObject crm = view.getJsonObject("upstreams").getJsonObject("crm");

        assertThat(view.fieldNames())
                .containsExactly(
                        "environment",
                        "server",
                        "admin",
                        "metrics",
                        "features",
                        "memory",
                        "store",
                        "credentials",
                        "upstreams");
        assertThat(view.getString("environment")).isEqualTo("production");
        assertThat(view.getJsonObject("server").getValue("port")).isEqualTo(8080);
        assertThat(view.getJsonObject("server").getValue("maxHead")).isEqualTo("16KiB");
        assertThat(view.getJsonObject("features").getValue("batching")).isEqualTo(true);
        assertThat(crm.getJsonObject("timeouts").getValue("attempt")).isEqualTo("30s");
        assertThat(crm.getJsonArray("routes").encode())
                .isEqualTo(
                        "[{\"match\":\"GET /a\",\"maxDuration\":\"1h\",\"cost\":1,\"retry\":{},\"compression\":{}}]");
        assertThat(crm.containsKey("path")).isFalse();
    }
}
