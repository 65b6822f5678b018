package io.penstock.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.admin.AdminVerticle;
import io.penstock.admin.AdminViews;
import io.penstock.admin.CredentialControl;
import io.penstock.admin.LogLevels;
import io.penstock.config.AdminConfig;
import io.penstock.testing.Await;
import io.penstock.testing.RawServer;
import io.penstock.token.CredentialState;
import io.penstock.token.CredentialStatus;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands against a management port. */
class TokenCommandTest {

    private static final String KEY = "sixteen-letters!";
    private static final String FAILURE = "invalid_client: https://id.example/token answered 401";

    private final Vertx vertx = Vertx.vertx();
    private List<CredentialStatus> credentials = List.of(
            new CredentialStatus(
                    "crm", "client_credentials", CredentialState.VALID, false, 3_003L, 600L, 90_000L, 0, null, -1_500L),
            new CredentialStatus(
                    "mail", "refresh_token", CredentialState.FAILED, true, null, null, null, 3, FAILURE, null),
            new CredentialStatus("maps", "api_key", CredentialState.VALID, false, null, null, null, 0, null, null));
    private String url = "";

    @BeforeEach
    void open() {
        url = open(null);
    }

    private String open(@Nullable String key) {
        AdminViews views = new AdminViews(
                () -> null,
                JsonArray::new,
                new CredentialControl(() -> credentials, TokenCommandTest::refresh, name -> Future.succeededFuture()),
                name -> null,
                name -> null,
                name -> null,
                () -> null,
                JsonObject::new,
                contentType -> "");
        AdminVerticle admin = new AdminVerticle(new AdminConfig(true, "127.0.0.1", 0, key), views, new LogLevels());
        Await.get(vertx.deployVerticle(admin));
        return "http://127.0.0.1:" + admin.port();
    }

    private static Future<Void> refresh(String credential) {
        return switch (credential) {
            case "crm" -> Future.succeededFuture();
            case "mail" -> Future.failedFuture(FAILURE);
            default -> throw new IllegalArgumentException(credential);
        };
    }

    @AfterEach
    void close() {
        Await.get(vertx.close());
    }

    @Test
    void list_showsALineForEachCredential_andWhyOneFails() {
        CommandRun run = CommandRun.of("token", "list", "--url=" + url);

        assertThat(run.exitCode()).isZero();
        assertThat(run.out().lines()).containsExactly("""
                NAME  TYPE                STATE   EXPIRES IN  REFRESHED   NEXT IN  FAILURES  CLOCK
                crm   client_credentials  valid   50m 3s      10m 0s ago  1d 1h    0         -1.5 s
                mail  refresh_token       failed  -           -           now      3         -
                maps  api_key             valid   -           -           -        0         -
                mail: invalid_client: https://id.example/token answered 401""".split("\n", -1));
    }

    @Test
    void list_asJson_isWhatTheManagementPortAnswers() {
        CommandRun run = CommandRun.of("token", "list", "--json", "--url=" + url + "/");

        JsonArray listed = new JsonObject(run.out()).getJsonArray("credentials");
        assertThat(listed).hasSize(3);
        assertThat(listed.getJsonObject(0).getInteger("secondsToExpiry")).isEqualTo(3_003);
    }

    @Test
    void list_withoutCredentials_saysSo() {
        credentials = List.of();

        assertThat(CommandRun.of("token", "list", "--url=" + url).out().strip())
                .isEqualTo("The gateway uses no credentials.");
    }

    @Test
    void refresh_thatBringsAToken_saysForHowLong() {
        CommandRun run = CommandRun.of("token", "refresh", "crm", "--url=" + url);

        assertThat(run.exitCode()).isZero();
        assertThat(run.out().strip()).isEqualTo("crm: refreshed, expires in 50m 3s");
    }

    @Test
    void refresh_thatBringsNone_failsWithTheReason() {
        CommandRun run = CommandRun.of("token", "refresh", "mail", "--url=" + url);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("503", FAILURE, "penstock doctor");
        assertThat(run.out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"crn", "crm/revoke", "../config", "c rm"})
    void refresh_ofAnUnknownCredential_failsAndNamesThoseThatThereAre(String name) {
        CommandRun run = CommandRun.of("token", "refresh", name, "--url=" + url);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("'" + name + "': expected one of [crm, mail, maps]");
    }

    @Test
    void refresh_ofOneThatNeverChanges_fails() {
        assertThat(CommandRun.of("token", "refresh", "maps", "--url=" + url).err())
                .contains("409", "'maps' is of type api_key");
    }

    @Test
    void key_isTakenFromTheOptionOrTheEnvironment() {
        String locked = "--url=" + open(KEY);

        assertThat(CommandRun.of("token", "list", locked, "--key=" + KEY).exitCode())
                .isZero();
        assertThat(CommandRun.of(Map.of("PENSTOCK_ADMIN_KEY", KEY), "token", "list", locked)
                        .exitCode())
                .isZero();
    }

    @Test
    void key_missingOrWrong_isExplainedWithoutRepeatingIt() {
        String locked = "--url=" + open(KEY);
        CommandRun missing = CommandRun.of("token", "list", locked);
        CommandRun wrong = CommandRun.of("token", "list", locked, "--key=no-such-key-here");

        assertThat(missing.exitCode()).isEqualTo(1);
        assertThat(missing.err()).contains("asks for a key", "PENSTOCK_ADMIN_KEY");
        assertThat(wrong.exitCode()).isEqualTo(1);
        assertThat(wrong.err()).contains("refuses the key").doesNotContain("no-such-key-here");
    }

    @Test
    void port_isTakenFromTheEnvironment() {
        String port = url.substring(url.lastIndexOf(':') + 1);

        assertThat(CommandRun.of(Map.of("PENSTOCK_ADMIN_PORT", port), "token", "list")
                        .exitCode())
                .isZero();
    }

    @Test
    void gatewayThatDoesNotRun_isExplained() throws Exception {
        RawServer down = RawServer.silent();
        down.kill();

        CommandRun run = CommandRun.of("token", "list", "--url=" + down.url());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains(down.url() + " cannot be connected to", "--url");
    }

    @Test
    void otherServer_isToldApart() throws Exception {
        try (RawServer other = RawServer.answering(RawServer.ok("<html>"))) {
            CommandRun run = CommandRun.of("token", "list", "--url=" + other.url());

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).contains("without JSON", "admin.port");
        }
    }

    @Test
    void portForCallers_isToldApart() throws Exception {
        String problem = "{\"type\": \"urn:penstock:problem:unknown-upstream\", \"detail\": \"'/admin'\"}";
        try (RawServer gateway = RawServer.answering(
                "HTTP/1.1 404 Not Found\r\nContent-Length: " + problem.length() + "\r\n\r\n" + problem)) {
            CommandRun run = CommandRun.of("token", "refresh", "crm", "--url=" + gateway.url());

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).contains("answered 404; expected a gateway's management port, see admin.port");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost:9090",
                "ftp://localhost",
                "http://",
                "http://localhost:9090/admin",
                "http://user@localhost",
                "http://localhost?x=1",
                "http://local host"
            })
    void url_thatIsNone_isMisuse(String text) {
        CommandRun run = CommandRun.of("token", "list", "--url=" + text);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("--url: " + text + "; expected the address of a management port");
    }

    @Test
    void noCommand_isMisuse() {
        CommandRun run = CommandRun.of("token");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("Missing required subcommand", "Run 'penstock token --help'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"list", "refresh"})
    void help_ofEachCommand_listsItsOptions(String command) {
        CommandRun run = CommandRun.of("token", command, "--help");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("Usage: penstock token " + command, "--url", "--key", "--json", "-h, --help");
    }
}
