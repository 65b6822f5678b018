package io.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.CredentialConfig.Grant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One upstream with one credential, and no file at all. */
class UpstreamVariablesTest {
    private static final Reading URLS = Reading.of("")
            .with("UPSTREAM_URL", "https://api.example")
            .with("UPSTREAM_TOKEN_URL", "https://id.example/token");
    private static final Reading CLIENT =
            URLS.with("UPSTREAM_CLIENT_ID", "me").with("UPSTREAM_CLIENT_SECRET", "s3cret");

    private static CredentialConfig credential(Reading reading) {
        PenstockConfig config = reading.config();
        assertThat(Objects.requireNonNull(config.upstreams().get("default")).credential())
                .isEqualTo("default");
        return Objects.requireNonNull(config.credentials().get("default"));
    }

    @Test
    void clientIdAndSecret_makeClientCredentials() {
        assertThat(credential(CLIENT).grant()).isEqualTo(Grant.CLIENT_CREDENTIALS);
        assertThat(credential(CLIENT).clientSecret()).isEqualTo("s3cret");
    }

    @Test
    void userAndPassword_makeThePasswordGrant() {
        Reading user = CLIENT.with("UPSTREAM_USERNAME", "jo").with("UPSTREAM_PASSWORD", "pw");

        assertThat(credential(user).grant()).isEqualTo(Grant.PASSWORD);
        assertThat(credential(user).password()).isEqualTo("pw");
    }

    @Test
    void secretsInFiles_areRead(@TempDir Path dir) throws IOException {
        Path file = Files.writeString(dir.resolve("secret"), "from-a-file\n");

        assertThat(credential(URLS.with("UPSTREAM_CLIENT_ID", "me")
                                .with("UPSTREAM_CLIENT_SECRET_FILE", file.toString()))
                        .clientSecret())
                .isEqualTo("from-a-file");
    }

    @Test
    void noneOfThem_makesNoCredential() {
        assertThat(Reading.of("")
                        .with("UPSTREAM_URL", "https://api.example")
                        .config()
                        .credentials())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "UPSTREAM_TOKEN_URL,'',credentials.default.tokenUrl: ; expected https://",
        "UPSTREAM_TOKEN_URL,id.example/token,credentials.default.tokenUrl: id.example/token; expected https://",
        "UPSTREAM_TOKEN_URL,http://id.example/token,credentials.default.tokenUrl: http://id.example/token; expected https://",
        "UPSTREAM_CLIENT_ID,'',credentials.default.clientId: ; expected a text",
        "UPSTREAM_CLIENT_SECRET,'',credentials.default.clientSecret: ***; expected a text",
        "UPSTREAM_USERNAME,'',credentials.default.username: ; expected a text",
        "UPSTREAM_PASSWORD,'',credentials.default.password: ***; expected a text",
    })
    void anEmptyOrMalformedOne_isNamed(String variable, String value, String problem) {
        Reading all = CLIENT.with("UPSTREAM_USERNAME", "jo").with("UPSTREAM_PASSWORD", "pw");

        assertThat(all.with(variable, value).problems())
                .anySatisfy(line -> assertThat(line).startsWith("environment variable " + variable + ": " + problem));
    }

    @Test
    void aSecretWithoutItsName_isSaid() {
        assertThat(URLS.with("UPSTREAM_CLIENT_SECRET", "s3cret").problems())
                .anySatisfy(line -> assertThat(line).contains("credentials.default.clientId: nothing"));
    }

    @Test
    void withoutAnUpstream_theyAreRefused() {
        assertThat(Reading.of(Reading.CRM)
                        .with("UPSTREAM_CLIENT_SECRET", "s3cret")
                        .problems())
                .containsExactly("environment variable UPSTREAM_CLIENT_SECRET: a setting of the upstream that"
                        + " UPSTREAM_URL names; expected UPSTREAM_URL beside it, or a credential in the file:"
                        + " credentials.NAME.clientSecret");
    }
}
