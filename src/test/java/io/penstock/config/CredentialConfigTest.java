package io.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.penstock.config.CredentialConfig.ClientAuthentication;
import io.penstock.config.CredentialConfig.Grant;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialConfigTest {
    private static final String OAUTH2 = "type: oauth2, tokenUrl: 'https://id.example/token', ";

    /** A configuration with one credential, in flow style. */
    private static Reading of(String credential) {
        return Reading.of(Reading.CRM + "    credential: crm\ncredentials: { crm: { " + credential + " } }\n");
    }

    private static CredentialConfig credential(String settings) {
        return Objects.requireNonNull(of(settings).config().credentials().get("crm"));
    }

    @Test
    void clientCredentials_withLittleSaid_haveDefaults() {
        CredentialConfig crm = credential(OAUTH2 + "clientId: me, clientSecret: s3cret");

        assertThat(crm.grant()).isEqualTo(Grant.CLIENT_CREDENTIALS);
        assertThat(crm.effectiveClientAuthentication()).isEqualTo(ClientAuthentication.BASIC);
        assertThat(crm.refreshAhead()).isEqualTo(new RefreshAheadConfig(Duration.ofMinutes(1), 0.2));
        assertThat(crm.place().effectiveHeader()).isEqualTo("Authorization");
        assertThat(crm.place().effectivePrefix()).isEqualTo("Bearer ");
        assertThat(crm.eager()).isTrue();
        assertThat(crm.answer().accessToken()).isEqualTo("access_token");
    }

    @Test
    void prefix_inAnotherField_isNothing() {
        assertThat(credential("type: api_key, key: k, place: { header: X-API-Key }")
                        .place()
                        .effectivePrefix())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "type: api_key, place: { header: X-Key } | key: nothing; expected a value, which type: api_key needs",
                "type: api_key, key: k | place: no header and no queryParameter; expected one of the two",
                "type: basic, username: u | password: nothing; expected a value, which type: basic needs",
                "type: basic, username: 'u:v', password: p | username: a name with a colon; expected one without",
                "type: bearer | token: nothing; expected a value, which type: bearer needs",
                "type: headers | headers: nothing; expected a value, which type: headers needs",
                "type: oauth2, clientId: c | tokenUrl: nothing; expected the token endpoint's URL, or issuer",
                "OAUTH2 clientSecret: s | clientId: nothing; expected a value, which grant: client_credentials needs",
                "OAUTH2 clientId: c, clientAuthentication: post | clientSecret: nothing; expected a value, which clientAuthentication: basic or post needs",
                "OAUTH2 grant: refresh_token | refreshToken: nothing; expected a value, which grant: refresh_token needs",
                "OAUTH2 grant: password, username: u | password: nothing; expected a value, which grant: password needs",
                "OAUTH2 grant: jwt_bearer | assertion: nothing; expected a value, which grant: jwt_bearer needs",
                "OAUTH2 grant: token_exchange | exchange: nothing; expected a value, which grant: token_exchange needs",
                "OAUTH2 grant: token_exchange, exchange: { actorToken: a } | exchange.subjectToken: nothing; expected the token to exchange",
                "OAUTH2 clientId: c, clientAuthentication: private_key_jwt | clientAssertion: nothing; expected a value, which clientAuthentication: private_key_jwt needs",
                "OAUTH2 clientId: c, clientAuthentication: tls_client_auth | provider.tls.certFile: nothing; expected a value, which clientAuthentication: tls_client_auth needs",
                "OAUTH2 clientId: c, answer: { expires: fixed } | answer.life: nothing; expected a value, which expires: fixed needs",
                "OAUTH2 clientId: c, answer: { keep: { a: 'x..y' } } | answer.keep.a: x..y; expected a path",
                "OAUTH2 clientId: c, provider: { baseDelay: 10s, maxDelay: 1s } | provider.maxDelay: 1s; expected at least baseDelay (10s)",
                "OAUTH2 clientId: c, grant: client-credentials | grant: client-credentials; expected one of client_credentials, refresh_token",
                "OAUTH2 clientId: c, clientAssertion: { key: nonsense } | clientAssertion.key: ***; expected a private key in PEM",
                "type: oauth2, clientId: c, tokenUrl: 'http://id.example/t' | tokenUrl: http://id.example/t; expected https://, since secrets travel there",
                "type: oauth2, clientId: c, tokenUrl: 'https://u:p@id.example/t' | tokenUrl: https://***@id.example/t; expected https://",
                "OAUTH2 clientId: c, refresh: { url: 'http://id.example/r' } | refresh.url: http://id.example/r; expected https://",
                "type: headers, headers: { 'X Y': z } | headers.***: ***; expected a field name",
                "OAUTH2 clientId: c, headers: { X-Y: '${credential.region}' } | headers.X-Y: ${credential.region}; expected a name below the credential's answer.keep",
            })
    void aCredentialThatLacksSomething_isRefusedWithWhatItLacks(String settings, String problem) {
        assertThat(of(settings.replace("OAUTH2 ", OAUTH2)).problems())
                .anySatisfy(line -> assertThat(line).contains("credentials.crm." + problem));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "type: api_key, key: k, place: { queryParameter: key }",
                "type: basic, username: u, password: p",
                "type: bearer, token: t",
                "type: headers, headers: { X-App: a, X-Key: b }",
                "type: oauth2, issuer: 'https://id.example', clientId: c, clientSecret: s",
                "type: oauth2, tokenUrl: 'http://127.0.0.1:1/t', clientId: c",
                "type: oauth2, tokenUrl: 'http://id.example/t', clientId: c, provider: { allowPlain: true }",
                "type: oauth2, tokenUrl: 'https://id.example/t?api=2', grant: refresh_token, refreshToken: r",
                "type: oauth2, tokenUrl: 'https://id.example/t', grant: token_exchange, exchange: { subjectTokenPath: /t }",
                "type: oauth2, tokenUrl: 'https://id.example/t', clientId: c, answer: { keep: { region: data.region } }, headers: { X: '${credential.region}' }",
            })
    void aWholeCredential_isAccepted(String settings) {
        assertThat(of(settings).config().credentials()).containsOnlyKeys("crm");
    }

    @Test
    void secrets_areReadFromFiles(@TempDir Path dir) throws IOException {
        Path file = Files.writeString(dir.resolve("secret"), "from-a-file\n");

        assertThat(credential(OAUTH2 + "clientId: me, clientSecretFile: '" + file + "'")
                        .clientSecret())
                .isEqualTo("from-a-file");
    }

    @Test
    void secrets_areMaskedWhereverACredentialIsShown() {
        String secret = "c4n4ry";
        PenstockConfig config = of(OAUTH2
                        + "clientId: me, clientSecret: c4n4ry, refreshToken: c4n4ry, password: c4n4ry, token: c4n4ry,"
                        + " key: c4n4ry, headers: { X-A: c4n4ry }, exchange: { subjectToken: c4n4ry, actorToken: c4n4ry },"
                        + " request: { headers: { X-B: c4n4ry }, parameters: { code: c4n4ry } },"
                        + " refresh: { parameters: { code: c4n4ry } },"
                        + " assertion: { key: '-----BEGIN PRIVATE KEY-----c4n4ry' }")
                .config();

        assertThat(new JsonObject(ConfigView.toMap(config)).encode()).doesNotContain(secret);
        assertThat(config.toString()).doesNotContain(secret);
    }

    @Test
    void anUnknownCredential_isRefusedWithTheNearest() {
        String yaml = "credentials: { crm-api: { type: bearer, token: t } }\n" + Reading.CRM;

        assertThat(Reading.of(yaml + "    credential: crm-apl").problems())
                .containsExactly("penstock.yaml:5: upstreams.crm.credential: crm-apl;"
                        + " expected the name of a credential; the nearest is crm-api");
        assertThat(Reading.of(yaml + "    routes: [ { match: GET /a, credential: crm } ]")
                        .problems())
                .containsExactly("penstock.yaml:5: upstreams.crm.routes[0].credential: crm;"
                        + " expected the name of a credential; the nearest is crm-api");
        assertThat(Reading.ofCrm("credential: crm").problems())
                .containsExactly("penstock.yaml:4: upstreams.crm.credential: crm;"
                        + " expected the name of a credential, but credentials is empty");
    }

    @Test
    void credentialOpenToAnyone_needsAWord() {
        Reading open = of("type: bearer, token: t").with("PENSTOCK_SERVER_HOST", "0.0.0.0");

        assertThat(open.problems())
                .singleElement()
                .asString()
                .contains(
                        "server.allowUnauthenticated: true",
                        "upstream crm has the credential crm that anyone could use");
        assertThat(open.with("PENSTOCK_SERVER_ALLOW_UNAUTHENTICATED", "true").config())
                .isNotNull();
    }

    @Test
    void variables_ofACredential_haveItsName() {
        assertThat(of(OAUTH2 + "clientId: me")
                        .with("PENSTOCK_CREDENTIALS_CRM_CLIENT_SECRET", "s")
                        .config()
                        .credentials())
                .hasEntrySatisfying("crm", crm -> assertThat(crm.clientSecret()).isEqualTo("s"));
    }

    @Test
    void inCode_aCredentialIsCheckedAsInTheFile() {
        CredentialConfig bearer = ConfigDefaults.of(CredentialConfig.class, Map.of("type", "bearer", "token", "t"));
        PenstockConfig config = PenstockConfig.defaults()
                .withCredential("crm", bearer)
                .withUpstream(
                        "crm", UpstreamConfig.to("https://api.crm.example").withCredential("crm"));

        assertThat(config.credentials().get("crm"))
                .satisfies(
                        crm -> assertThat(Objects.requireNonNull(crm).type()).isEqualTo(CredentialConfig.Type.BEARER));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PenstockConfig.defaults()
                        .withUpstream(
                                "crm",
                                UpstreamConfig.to("https://api.crm.example").withCredential("crm")))
                .withMessage(
                        "upstreams.crm.credential: crm; expected the name of a credential, but credentials is empty");
    }
}
