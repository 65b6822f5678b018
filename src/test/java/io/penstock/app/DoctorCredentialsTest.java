package io.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.demo.DemoApi;
import io.penstock.demo.DemoOptions;
import io.penstock.testing.Await;
import io.penstock.testing.RawServer;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the doctor finds of credentials, against real providers. */
class DoctorCredentialsTest {

    private static final String SECRET = "demo:secret+1";

    private static Vertx vertx;
    private static DemoApi demo;

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
        demo = Await.get(DemoApi.start(vertx, DemoOptions.defaults()));
    }

    @AfterAll
    static void stop() {
        Await.get(vertx.close());
    }

    @BeforeEach
    void reset() {
        demo.resetStats();
    }

    @Test
    void credentialThatGetsAToken_isFine() {
        CommandRun run = examine(token(), Map.of("clientSecret", SECRET));

        assertThat(run.exitCode()).as(run.out()).isZero();
        assertThat(run.out())
                .contains("credential crm  client_credentials at " + demo.url() + "/oauth/token")
                .containsPattern("ok +token +issued, valid for 5 s \\(\\d+ ms\\)")
                .contains("The credential is fine.", "The upstream is fine.");
        assertThat(issued()).isEqualTo(1);
    }

    @Test
    void wrongSecret_isExplained_andNotShown() {
        CommandRun run = examine(token(), Map.of("clientSecret", "se-cret-of-mine"));

        assertRefused(run, "invalid_client", "The client secret is wrong", "clientAuthentication post");
        assertThat(run.out() + run.err()).doesNotContain("se-cret-of-mine");
    }

    @Test
    void clientWithoutASecret_isExplained() {
        assertRefused(examine(token(), Map.of()), "invalid_client", "set clientSecret");
    }

    @Test
    void wrongPassword_isExplained_andNotShown() {
        CommandRun run = examine(
                token(),
                Map.of("grant", "password", "username", "demo", "password", "pass-of-mine", "clientSecret", SECRET));

        assertRefused(run, "invalid_grant", "The user name or the password is wrong");
        assertThat(run.out() + run.err()).doesNotContain("pass-of-mine");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400 | invalid_scope          | one of the scopes [read, write]",
                "400 | unsupported_grant_type | has no grant client_credentials",
                "400 | unauthorized_client    | does not allow it the grant client_credentials",
                "400 | invalid_target         | correct audience or resources",
                "400 | invalid_request        | compare request.form",
                "403 | access_denied          | ask whoever manages the client",
                "503 | slow_down              | asks to come back later",
                "418 | teapot                 | Look the code up"
            })
    void refusal_isExplained(int status, String code, String advice) throws Exception {
        try (RawServer provider = answering(status, "application/json", "{\"error\": \"" + code + "\"}")) {
            CommandRun run =
                    examine(provider.url() + "/token", Map.of("scopes", "read,write", "provider.maxRetries", "0"));

            assertRefused(run, code, advice);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200 | text/html        | <html>Log in</html>  | text/html that is no JSON | may lead to a login page",
                "200 | application/json | {\"token\": \"x\"}   | no value at access_token  | the paths in answer",
                "404 | text/plain       | nothing here         | answered 404              | That is no token endpoint",
                "500 | text/plain       | oh                   | answered 500              | The provider itself fails"
            })
    void answerThatIsNoToken_isExplained(int status, String type, String body, String seen, String advice)
            throws Exception {
        try (RawServer provider = answering(status, type, body)) {
            CommandRun run = examine(provider.url() + "/token", Map.of("provider.maxRetries", "0"));

            assertRefused(run, seen, advice);
        }
    }

    @Test
    void clocksThatDiffer_areBlamedFirst() throws Exception {
        String body = "{\"error\": \"invalid_client\"}";
        try (RawServer provider = RawServer.answering("HTTP/1.1 401 No\r\nContent-Type: application/json\r\n"
                + "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)) {
            assertRefused(
                    examine(provider.url() + "/token", Map.of()),
                    "its clock is",
                    "Set this machine's clock first, then");
        }
    }

    @Test
    void providerThatDoesNotListen_isExplained() throws Exception {
        RawServer down = RawServer.silent();
        down.kill();

        assertRefused(
                examine(down.url(), Map.of("provider.maxRetries", "0")),
                "unreachable",
                "Check that the provider is up");
    }

    @Test
    void providerWithoutAddress_isExplained() {
        assertRefused(
                examine("https://no.such.host.invalid/token", Map.of("provider.maxRetries", "0")),
                "unknown-host",
                "Correct the host in the provider's URL");
    }

    @Test
    void queryOfTheUrl_isNotShown() {
        assertThat(examine(token() + "?life=7s", Map.of("clientSecret", SECRET)).out())
                .contains("valid for 7 s")
                .doesNotContain("life=");
    }

    @Test
    void refreshToken_isNotSpent_andTheDoctorSaysSo() {
        CommandRun run = examine(
                token(), Map.of("grant", "refresh_token", "refreshToken", "the-only-one", "clientSecret", SECRET));

        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .containsPattern("skip +token +not asked for, since that may spend the refresh token")
                .doesNotContain("the-only-one");
        assertThat(tokenRequests()).isZero();
    }

    @Test
    void fixedKey_isNotAskedFor() {
        CommandRun run = CommandRun.of(
                "doctor",
                "--set=credentials.crm.type=bearer",
                "--set=credentials.crm.token=a-key-of-mine",
                "--set=upstreams.api.url=" + demo.url(),
                "--set=upstreams.api.credential=crm",
                "--set=upstreams.api.pool.ping.path=/secure/x");

        assertThat(run.exitCode()).as(run.out()).isZero();
        assertThat(run.out())
                .contains("credential crm  bearer", "none to ask for", "401: it answers", "this request goes without")
                .doesNotContain("a-key-of-mine");
    }

    @Test
    void upstreamWhoseUrlATokenTells_isNotReachedFor(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("penstock.yaml"), """
                credentials:
                  crm:
                    type: oauth2
                    tokenUrl: "%s"
                    clientId: demo
                    clientSecret: "%s"
                    answer: { keep: { host: host } }
                upstreams:
                  api:
                    url: "https://${credential.host}/v1"
                    credential: crm
                    credentialHosts: [ "*.example.com" ]
                """.formatted(token(), SECRET));

        CommandRun run = CommandRun.of("doctor", "-c", file.toString());

        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
        assertThat(run.out()).containsPattern("skip +name +not known before a running gateway has a token");
    }

    @Test
    void tokenManagementOff_leavesCredentialsAlone() {
        CommandRun run = CommandRun.of(
                Map.of("ENABLE_TOKEN_MANAGEMENT", "false"),
                args(token(), Map.of()).toArray(String[]::new));

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("token management is switched off");
        assertThat(tokenRequests()).isZero();
    }

    private static CommandRun examine(String tokenUrl, Map<String, String> settings) {
        return CommandRun.of(args(tokenUrl, settings).toArray(String[]::new));
    }

    private static List<String> args(String tokenUrl, Map<String, String> settings) {
        List<String> args = new ArrayList<>(List.of(
                "doctor",
                "--set=upstreams.api.url=" + demo.url(),
                "--set=upstreams.api.credential=crm",
                "--set=credentials.crm.type=oauth2",
                "--set=credentials.crm.tokenUrl=" + tokenUrl,
                "--set=credentials.crm.clientId=demo"));
        settings.forEach((path, value) -> args.add("--set=credentials.crm." + path + "=" + value));
        return args;
    }

    private static RawServer answering(int status, String type, String body) throws Exception {
        return RawServer.answering("HTTP/1.1 " + status + " X\r\nContent-Type: " + type + "\r\nContent-Length: "
                + body.length() + "\r\n\r\n" + body);
    }

    private static void assertRefused(CommandRun run, String seen, String... advice) {
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out())
                .containsPattern("FAIL +token ")
                .contains(seen)
                .contains(advice)
                .contains("1 of 1 credential failed.");
    }

    private static String token() {
        return demo.url() + "/oauth/token";
    }

    private static int issued() {
        return demo.stats().getJsonObject("tokens").getInteger("issued");
    }

    private static long tokenRequests() {
        JsonObject requests = demo.stats().getJsonObject("requests");
        return requests.stream()
                .filter(counted -> counted.getKey().contains("/oauth/token"))
                .mapToLong(counted -> ((Number) counted.getValue()).longValue())
                .sum();
    }
}
