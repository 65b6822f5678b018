package io.penstock.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.penstock.testing.Await;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A provider that asks for the client's certificate (RFC 8705), and one that nobody should trust. */
class TlsProviderTest {

    private static final Vertx VERTX = Vertx.vertx();

    @TempDir
    private static Path dir;

    private static HttpServer provider = VERTX.createHttpServer();

    @BeforeAll
    static void start() throws Exception {
        X509Bundle authority = new CertificateBuilder()
                .subject("CN=Test Authority")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        X509Bundle server = new CertificateBuilder()
                .subject("CN=id.test")
                .addSanDnsName("id.test")
                .buildIssuedBy(authority);
        X509Bundle client = new CertificateBuilder().subject("CN=me").buildIssuedBy(authority);
        Files.writeString(dir.resolve("ca.crt"), authority.getCertificatePEM());
        Files.writeString(dir.resolve("me.crt"), client.getCertificatePathPEM());
        Files.writeString(dir.resolve("me.key"), client.getPrivateKeyPEM());
        provider = Await.get(VERTX.createHttpServer(new HttpServerOptions()
                        .setSsl(true)
                        .setClientAuth(ClientAuth.REQUIRED)
                        .setTrustOptions(
                                new PemTrustOptions().addCertValue(Buffer.buffer(authority.getCertificatePEM())))
                        .setKeyCertOptions(new PemKeyCertOptions()
                                .addCertValue(Buffer.buffer(server.getCertificatePathPEM()))
                                .addKeyValue(Buffer.buffer(server.getPrivateKeyPEM()))))
                .requestHandler(request -> request.body()
                        .onSuccess(body -> request.response()
                                .end("{\"access_token\":\"" + body + "-" + request.getHeader("Host") + "\"}")))
                .listen(0, "127.0.0.1"));
    }

    @AfterAll
    static void stop() {
        Await.get(VERTX.close());
    }

    private static SourceUnderTest source(String tls) {
        return new SourceUnderTest(CredentialText.credential("type: oauth2, tokenUrl: 'https://127.0.0.1:"
                + provider.actualPort() + "/token', clientId: me, provider: { maxRetries: 0, tls: { " + tls + " } }"));
    }

    private static String file(String name) {
        return "'" + dir.resolve(name) + "'";
    }

    @Test
    void certificate_provesWhoTheClientIs() {
        try (SourceUnderTest source = source("caFile: " + file("ca.crt") + ", certFile: " + file("me.crt")
                + ", keyFile: " + file("me.key") + ", serverName: id.test")) {
            assertThat(source.fetch(null).accessToken())
                    .isEqualTo("grant_type=client_credentials&client_id=me-127.0.0.1:" + provider.actualPort());
        }
    }

    @Test
    void withoutTheCertificate_theRequestIsNotHandled() {
        try (SourceUnderTest source = source("caFile: " + file("ca.crt") + ", serverName: id.test")) {
            TokenFailure failure = source.fetchFailure(null);

            assertThat(failure.kind()).isEqualTo(TokenFailure.Kind.NOT_HANDLED);
            assertThat(failure.code()).isEqualTo("tls-failed");
        }
    }

    @Test
    void providerOfAnotherName_isNotTrusted() {
        try (SourceUnderTest source = source("caFile: " + file("ca.crt"))) {
            assertThat(source.fetchFailure(null).code()).isEqualTo("tls-failed");
        }
    }

    @Test
    void providerOfAnUnknownAuthority_isNotTrusted() {
        try (SourceUnderTest source = source("serverName: id.test")) {
            TokenFailure failure = source.fetchFailure(null);

            assertThat(failure.kind()).isEqualTo(TokenFailure.Kind.NOT_HANDLED);
            assertThat(failure.code()).isEqualTo("tls-failed");
        }
    }

    @Test
    void missingFile_isNotHandled() {
        try (SourceUnderTest source = source("caFile: " + file("gone.crt"))) {
            TokenFailure failure = source.fetchFailure(null);

            assertThat(failure.kind()).isEqualTo(TokenFailure.Kind.NOT_HANDLED);
            assertThat(failure).hasMessageContaining("gone.crt");
        }
    }
}
