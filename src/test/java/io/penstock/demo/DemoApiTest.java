package io.penstock.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.netty.pkitesting.CertificateBuilder;
import io.penstock.testing.Await;
import io.penstock.testing.RawClient;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.net.BindException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DemoApiTest {

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        Await.get(vertx.close());
    }

    @Test
    void start_clearText_speaksHttp2WithPriorKnowledgeOnTheSamePort() throws IOException {
        DemoApi api = start(DemoOptions.defaults());
        HttpClientOptions http2 =
                new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false);

        assertThat(version(http2, api)).isEqualTo("h2");
        assertThat(version(new HttpClientOptions(), api)).isEqualTo("http/1.1");
    }

    @Test
    void start_withCertificate_negotiatesHttp2() throws Exception {
        var certificate = new CertificateBuilder()
                .subject("CN=localhost")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        DemoApi api = start(DemoOptions.defaults()
                .withCertificate(new PemKeyCertOptions()
                        .addCertValue(Buffer.buffer(certificate.getCertificatePEM()))
                        .addKeyValue(Buffer.buffer(certificate.getPrivateKeyPEM()))));
        HttpClientOptions tls = new HttpClientOptions()
                .setSsl(true)
                .setTrustAll(true)
                .setVerifyHost(false)
                .setUseAlpn(true)
                .setProtocolVersion(HttpVersion.HTTP_2);

        assertThat(api.url()).isEqualTo("https://127.0.0.1:" + api.port());
        assertThat(version(tls, api)).isEqualTo("h2");
    }

    @Test
    void start_withoutHttp2_refusesItsPreface() throws IOException {
        DemoApi api = start(DemoOptions.defaults().withoutHttp2());

        try (RawClient client = RawClient.connect(api.port())) {
            client.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
            assertThat(client.receiveRest().text()).contains(" 501 Not Implemented");
        }
    }

    @Test
    void connection_isCountedBeforeItsFirstRequest() throws IOException {
        DemoApi api = start(DemoOptions.defaults());

        try (RawClient client = RawClient.connect(api.port())) {
            Await.until("the connection to be counted", () -> api.stats().getInteger("connectionsOpen") == 1);
            client.endOutput();
        }
        Await.until("no connection open", () -> api.stats().getInteger("connectionsOpen") == 0);
        assertThat(api.stats().getInteger("connectionsOpened")).isOne();
    }

    @Test
    void start_severalInstances_shareThePort() throws IOException {
        DemoApi api = start(DemoOptions.defaults().withInstances(3));
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            RawClient client = RawClient.connect(api.port());
            clients.add(client);
            assertThat(client.send(RawClient.get("/items/1")).receive().status())
                    .isEqualTo(200);
        }

        assertThat(api.stats().getInteger("connectionsOpen")).isEqualTo(9);
        assertThat(api.stats().getJsonObject("requests").getInteger("GET /items/{id}"))
                .isEqualTo(9);
        clients.forEach(RawClient::close);
        Await.until("no connection open", () -> api.stats().getInteger("connectionsOpen") == 0);
    }

    @Test
    void start_twoOfThem_haveTheirOwnPorts() {
        DemoApi one = start(DemoOptions.defaults());
        DemoApi other = start(DemoOptions.defaults());

        assertThat(one.port()).isPositive().isNotEqualTo(other.port());
    }

    @Test
    void start_portTaken_fails() throws IOException {
        DemoApi api = start(DemoOptions.defaults());
        Vertx another = Vertx.vertx();

        assertThat(Await.failure(DemoApi.start(another, DemoOptions.defaults().withPort(api.port()))))
                .isInstanceOf(BindException.class);
        Await.get(another.close());
    }

    @Test
    void close_closesConnections() throws IOException {
        DemoApi api = start(DemoOptions.defaults());
        try (RawClient client = RawClient.connect(api.port())) {
            client.send(RawClient.get("/items/1")).receive();

            Await.get(api.close());

            assertThat(client.receiveRest().ending()).isEqualTo(RawClient.Ending.CLOSED);
        }
    }

    @Test
    void stats_countAndReset() throws IOException {
        DemoApi api = start(DemoOptions.defaults());
        RawClient.exchange(api.port(), RawClient.get("/bytes/1000"));
        RawClient.exchange(api.port(), RawClient.json("POST", "/echo", "12345"));
        RawClient.exchange(api.port(), RawClient.get("/nowhere"));
        Await.until("the bytes to be counted", () -> api.stats().getInteger("bytesOut") == 1_005);
        assertThat(api.stats().getInteger("bytesIn")).isEqualTo(5);
        assertThat(api.stats().getInteger("connectionsOpened")).isEqualTo(3);
        assertThat(api.stats().getJsonObject("requests").getInteger("unknown")).isOne();

        RawClient.exchange(api.port(), "DELETE /stats HTTP/1.1\r\nHost: test\r\n\r\n");

        assertThat(api.stats().getInteger("bytesOut")).isZero();
        assertThat(api.stats().getInteger("connectionsOpened")).isZero();
    }

    @Test
    void options_outOfRange_areRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DemoOptions.defaults().withPort(70_000))
                .withMessage("port: 70000 (expected: 0 to 65535)");
    }

    private DemoApi start(DemoOptions options) {
        return Await.get(DemoApi.start(vertx, options));
    }

    private String version(HttpClientOptions options, DemoApi api) {
        HttpClient client = vertx.createHttpClient(options);
        return Await.get(Await.onLoop(
                        vertx,
                        () -> client.request(HttpMethod.GET, api.port(), "127.0.0.1", "/headers")
                                .compose(request -> request.send())
                                .compose(response -> response.body())))
                .toJsonObject()
                .getString("version");
    }
}
