package io.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.penstock.demo.DemoApi;
import io.penstock.demo.DemoOptions;
import io.penstock.testing.Await;
import io.penstock.testing.RawServer;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the doctor finds, against real servers. */
class DoctorTest {

    @TempDir
    private static Path directory;

    private static Vertx vertx;
    private static X509Bundle authority;
    private static DemoApi plain;
    private static DemoApi secure;

    @BeforeAll
    static void start() throws Exception {
        vertx = Vertx.vertx();
        authority = new CertificateBuilder()
                .ecp256()
                .subject("CN=Test Authority")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        Files.writeString(directory.resolve("ca.crt"), authority.getCertificatePEM());
        plain = Await.get(DemoApi.start(vertx, DemoOptions.defaults()));
        secure = secure(Duration.ofDays(40).plusHours(1));
    }

    private static DemoApi secure(Duration validity) throws Exception {
        Instant now = Instant.now();
        X509Bundle certificate = new CertificateBuilder()
                .ecp256()
                .subject("CN=demo")
                .addSanDnsName("localhost")
                .notBefore(now.minus(Duration.ofDays(10)))
                .notAfter(now.plus(validity))
                .buildIssuedBy(authority);
        return Await.get(DemoApi.start(
                vertx,
                DemoOptions.defaults()
                        .withCertificate(new PemKeyCertOptions()
                                .addCertValue(Buffer.buffer(certificate.getCertificatePEM()))
                                .addKeyValue(Buffer.buffer(certificate.getPrivateKeyPEM())))));
    }

    @AfterAll
    static void stop() {
        Await.get(vertx.close());
    }

    @Test
    void plainUpstream_thatAnswers_isFine() {
        CommandRun run = examine(plain.url() + "/items/1");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .containsPattern("ok +name +127\\.0\\.0\\.1 \\(\\d+ ms\\)")
                .containsPattern("ok +connect +127\\.0\\.0\\.1 port " + plain.port())
                .containsPattern("ok +request +HEAD .*/items/1: 200")
                .contains("The upstream is fine.");
    }

    @Test
    void secureUpstream_tellsWhatWasAgreed_andTheCertificate() {
        CommandRun run = examine(https(secure), "tls.caFile", ca());

        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains(
                        "TLSv1.3, TLS_", "HTTP/2; certificate of demo by Test Authority, expires in 40 days; verified");
    }

    @Test
    void http1Upstream_isAskedInHttp1() {
        assertThat(examine(https(secure), "tls.caFile", ca(), "protocol", "http1")
                        .out())
                .contains("HTTP/1.1; certificate", "HEAD " + https(secure) + ": 200");
    }

    @Test
    void certificateOfAnUnknownAuthority_isExplained() {
        assertFails(
                examine(https(secure)),
                "tls",
                "nobody trusted vouches for the certificate of demo by Test Authority",
                "Set tls.caFile");
    }

    @Test
    void certificateForAnotherName_isExplained() {
        assertFails(
                examine(https(secure), "tls.caFile", ca(), "tls.serverName", "api.example"),
                "tls",
                "the certificate is for localhost, and not for api.example",
                "tls.serverName");
    }

    @Test
    void certificateThatExpired_isExplained() throws Exception {
        DemoApi expired = secure(Duration.ofDays(-1));

        assertFails(examine(https(expired), "tls.caFile", ca()), "tls", "the certificate of demo expired on", "renew");
    }

    @Test
    void portThatSpeaksNoTls_isExplained() {
        assertFails(examine(https(plain)), "tls", "not in TLS", "http:// instead of https://");
    }

    @Test
    void missingAuthorityFile_isExplained() {
        assertFails(
                examine(
                        https(secure),
                        "tls.caFile",
                        directory.resolve("none.crt").toString()),
                "tls",
                "tls.caFile cannot be used",
                "Correct the path");
    }

    @Test
    void refusedConnection_isExplained() throws Exception {
        RawServer down = RawServer.silent();
        down.kill();

        assertFails(examine(down.url()), "connect", "refused", "Nothing listens there");
    }

    @Test
    void unknownName_isExplained() {
        assertFails(examine("http://no.such.host.invalid"), "name", "no.such.host.invalid has no address", "Correct");
    }

    @Test
    void apiThatFails_isToldApartFromTheWayThere() {
        assertFails(examine(plain.url() + "/status/503"), "request", "the API itself answers 503", "ask its owner");
    }

    @Test
    void apiThatAsksForCredentials_isFine() {
        assertThat(examine(plain.url(), "pool.ping.path", "/status/401").exitCode())
                .isZero();
    }

    @Test
    void answerOtherThanThePingExpects_fails() {
        assertFails(
                examine(plain.url(), "pool.ping.path", "/status/201", "pool.ping.expect", "200,204"),
                "request",
                "201; expected one of [200, 204]",
                "pool.ping");
    }

    @Test
    void connectionThatIsClosedWithoutAnswer_isExplainedAsCallersSeeIt() throws Exception {
        try (RawServer mute = RawServer.start(connection -> connection.next())) {
            assertFails(examine(mute.url()), "request", "connection-lost", "");
        }
    }

    @Test
    void handshakeThatDoesNotEnd_isGivenUp() throws Exception {
        try (RawServer silent = RawServer.silent()) {
            assertFails(
                    examine("https://localhost:" + silent.port(), "timeouts.connect", "100ms"),
                    "tls",
                    "no end after 100 ms",
                    "speaks TLS");
        }
    }

    @Test
    void proxyThatAsksForAPassword_isExplained() throws Exception {
        try (RawServer proxy = RawServer.answering("HTTP/1.1 407 Who are you\r\nContent-Length: 0\r\n\r\n")) {
            CommandRun run = examine("https://api.example", "proxy", "http://127.0.0.1:" + proxy.port());

            assertFails(run, "tunnel", "asks for a user and password", "proxy's URL");
            assertThat(run.out()).contains("by way of proxy 127.0.0.1:" + proxy.port());
        }
    }

    @Test
    void oneOfTwoUpstreams_failing_isCounted() {
        CommandRun run = CommandRun.of(
                Map.of(),
                "doctor",
                "--set=upstreams.good.url=" + plain.url(),
                "--set=upstreams.bad.url=http://no.such.host.invalid");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).endsWith("1 of 2 upstreams failed." + System.lineSeparator());
    }

    private static CommandRun examine(String url, String... settings) {
        List<String> args = new ArrayList<>(List.of("doctor", "--set=upstreams.api.url=" + url));
        for (int i = 0; i < settings.length; i += 2) {
            args.add("--set=upstreams.api." + settings[i] + "=" + settings[i + 1]);
        }
        return CommandRun.of(args.toArray(String[]::new));
    }

    private static void assertFails(CommandRun run, String step, String seen, String advice) {
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).containsPattern("FAIL +" + step + " ").contains(seen, advice);
    }

    private static String https(DemoApi api) {
        return "https://localhost:" + api.port();
    }

    private static String ca() {
        return directory.resolve("ca.crt").toString();
    }
}
