package io.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.penstock.demo.DemoApi;
import io.penstock.demo.DemoOptions;
import io.penstock.testing.Await;
import io.penstock.testing.ForwardProxy;
import io.penstock.testing.RawClient;
import io.penstock.testing.RawResponse;
import io.penstock.testing.RawServer;
import io.penstock.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An upstream over TLS, with a certificate of an authority of its own. */
class TlsUpstreamIT {

    @TempDir
    private static Path directory;

    private static Vertx vertx;
    private static DemoApi demo;
    private static Path authority;
    private static PemKeyCertOptions certificate;

    @BeforeAll
    static void start() throws Exception {
        X509Bundle issuer = new CertificateBuilder()
                .subject("CN=Test Authority")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        X509Bundle server = new CertificateBuilder()
                .subject("CN=api.test")
                .addSanDnsName("api.test")
                .addSanDnsName("localhost")
                .buildIssuedBy(issuer);
        authority = Files.writeString(directory.resolve("ca.pem"), issuer.getCertificatePEM());
        certificate = new PemKeyCertOptions()
                .addCertValue(Buffer.buffer(server.getCertificatePathPEM()))
                .addKeyValue(Buffer.buffer(server.getPrivateKeyPEM()));
        vertx = Vertx.vertx();
        demo = Await.get(DemoApi.start(vertx, DemoOptions.defaults().withCertificate(certificate)));
    }

    @AfterAll
    static void stop() {
        Await.get(demo.close());
        Await.get(vertx.close());
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "http1", "http2"})
    void trustedServer_isSpokenTo(String protocol) throws Exception {
        try (TestGateway gateway = TestGateway.to(
                "https://localhost:" + demo.port(), ".tls.caFile", authority.toString(), ".protocol", protocol)) {
            assertThat(RawClient.exchange(gateway.port(), RawClient.get("/api/items/1"))
                            .status())
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http1", "http2"})
    void trustedServer_behindAProxy_isReachedThroughATunnel(String protocol) throws Exception {
        try (ForwardProxy proxy = ForwardProxy.start();
                TestGateway gateway = TestGateway.to(
                        "https://localhost:" + demo.port(),
                        ".tls.caFile",
                        authority.toString(),
                        ".proxy",
                        "http://127.0.0.1:" + proxy.port(),
                        ".protocol",
                        protocol)) {
            assertThat(RawClient.exchange(gateway.port(), RawClient.get("/api/items/1"))
                            .status())
                    .isEqualTo(200);
            assertThat(proxy.heads())
                    .isNotEmpty()
                    .allSatisfy(head -> assertThat(head).startsWith("CONNECT localhost:" + demo.port() + " HTTP/1.1"));
        }
    }

    @Test
    void serverOfAnotherName_isATlsFailure() throws Exception {
        assertTlsFailure("https://127.0.0.1:" + demo.port(), ".tls.caFile", authority.toString());
    }

    @Test
    void serverOfTheConfiguredName_isSpokenTo() throws Exception {
        try (TestGateway gateway = TestGateway.to(
                "https://127.0.0.1:" + demo.port(),
                ".tls.caFile",
                authority.toString(),
                ".tls.serverName",
                "api.test")) {
            assertThat(RawClient.exchange(gateway.port(), RawClient.get("/api/items/1"))
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void serverOfAnUnknownAuthority_isATlsFailure() throws Exception {
        assertTlsFailure("https://localhost:" + demo.port());
    }

    @Test
    void serverThatSpeaksNoTls_isATlsFailure() throws Exception {
        try (RawServer plain = RawServer.start(connection -> {
            connection.write("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
            connection.awaitEnd();
        })) {
            assertTlsFailure("https://localhost:" + plain.port());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void serverThatWantsACertificate_isATlsFailure(String version) throws Exception {
        HttpServer server = vertx.createHttpServer(new HttpServerOptions()
                        .setSsl(true)
                        .setUseAlpn(true)
                        .setEnabledSecureTransportProtocols(Set.of(version))
                        .setClientAuth(ClientAuth.REQUIRED)
                        .setTrustOptions(new PemTrustOptions().addCertPath(authority.toString()))
                        .setKeyCertOptions(certificate))
                .requestHandler(request -> request.response().end());
        Await.get(server.listen(0, "localhost"));
        try (TestGateway gateway = TestGateway.to(
                "https://localhost:" + server.actualPort(),
                ".tls.caFile",
                authority.toString(),
                ".protocol",
                "http1")) {
            RawResponse answer = RawClient.exchange(gateway.port(), RawClient.get("/api/"));

            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.text()).contains("tls-failure");
        } finally {
            Await.get(server.close());
        }
    }

    @Test
    void serverThatNeverAnswersTheHandshake_isAConnectionTimeout() throws Exception {
        try (RawServer silent = RawServer.silent();
                TestGateway gateway = TestGateway.to(
                        "https://localhost:" + silent.port(),
                        ".timeouts.connect",
                        "200ms",
                        ".pool.reconnect.patience",
                        "0s")) {
            RawResponse answer = RawClient.exchange(gateway.port(), RawClient.get("/api/"));

            assertThat(answer.status()).isEqualTo(504);
            assertThat(answer.text()).contains("connection-timeout");
        }
    }

    private static void assertTlsFailure(String url, String... settings) throws Exception {
        try (TestGateway gateway = TestGateway.to(url, settings)) {
            RawResponse answer = RawClient.exchange(gateway.port(), RawClient.get("/api/items/1"));

            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.text()).contains("tls-failure");
            assertThat(gateway.pool().open()).isZero();
        }
    }
}
