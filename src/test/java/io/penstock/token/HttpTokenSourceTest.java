package io.penstock.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.penstock.error.ConfigurationException;
import io.penstock.testing.Await;
import io.penstock.testing.RawRequest;
import io.penstock.testing.RawServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sent for each grant and client authentication, seen by a server that reads bytes. */
class HttpTokenSourceTest {

    private static final String TOKEN = json(200, "{\"access_token\":\"t\",\"expires_in\":60}");

    private RawServer provider = answering(TOKEN);

    @BeforeEach
    void start() {
        provider.close();
        provider = answering(TOKEN);
    }

    @AfterEach
    void stop() {
        provider.close();
    }

    private static RawServer answering(String answer) {
        try {
            return RawServer.answering(answer);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String json(int status, String body) {
        return "HTTP/1.1 " + status + " x\r\nContent-Type: application/json\r\nContent-Length: " + body.length()
                + "\r\n\r\n" + body;
    }

    private String oauth2() {
        return "type: oauth2, tokenUrl: '" + provider.url() + "/token', ";
    }

    private RawRequest sent(String settings, String refreshToken) {
        return sent(settings, refreshToken, Map.of());
    }

    private RawRequest sent(String settings, String refreshToken, Map<String, String> environment) {
        try (SourceUnderTest source =
                new SourceUnderTest(CredentialText.credential(oauth2() + settings, environment))) {
            IssuedToken token = source.fetch(refreshToken.isEmpty() ? null : refreshToken);
            assertThat(token.accessToken()).isEqualTo("t");
            assertThat(token.lifeNanos()).isEqualTo(Duration.ofMinutes(1).toNanos());
            return provider.requests().get(provider.requests().size() - 1);
        }
    }

    private static Map<String, List<String>> form(String text) {
        return new QueryStringDecoder(text, StandardCharsets.UTF_8, false).parameters();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "clientId: me, clientSecret: s, scopes: [a, b], audience: x, resources: ['r:1', 'r:2'] | `` | grant_type=client_credentials&scope=a+b&audience=x&resource=r%3A1&resource=r%3A2",
                "clientId: me, clientSecret: s, scopes: [a, b], request: { scopeSeparator: ',' } | `` | grant_type=client_credentials&scope=a%2Cb",
                "clientId: me, clientSecret: s, clientAuthentication: post | `` | grant_type=client_credentials&client_id=me&client_secret=s",
                "clientId: me | `` | grant_type=client_credentials&client_id=me",
                "clientId: me, request: { parameters: { tenant: 'a b', grant_type: odd } } | `` | grant_type=odd&tenant=a+b&client_id=me",
                "grant: password, username: jo, password: 'p&w', clientId: me, scopes: [a] | `` | grant_type=password&username=jo&password=p%26w&scope=a&client_id=me",
                "grant: password, username: jo, password: pw, clientId: me, scopes: [a] | r1 | grant_type=refresh_token&refresh_token=r1&client_id=me",
                "grant: refresh_token, refreshToken: r0, scopes: [a] | `` | grant_type=refresh_token&refresh_token=r0&scope=a",
                "grant: refresh_token, refreshToken: r0 | r1 | grant_type=refresh_token&refresh_token=r1",
                "grant: refresh_token, refreshToken: r0, request: { parameters: { a: 1x, b: 2x } }, refresh: { parameters: { b: 3x } } | `` | grant_type=refresh_token&refresh_token=r0&a=1x&b=3x",
                "grant: token_exchange, exchange: { subjectToken: st, subjectTokenType: 'urn:x', actorToken: at, requestedTokenType: 'urn:y' }, audience: z | `` | grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Atoken-exchange&subject_token=st&subject_token_type=urn%3Ax&actor_token=at&actor_token_type=urn%3Aietf%3Aparams%3Aoauth%3Atoken-type%3Aaccess_token&requested_token_type=urn%3Ay&audience=z",
            })
    void request_holdsWhatTheGrantNeeds(String settings, String refreshToken, String body) {
        RawRequest request = sent(settings, refreshToken);

        assertThat(request.line()).isEqualTo("POST /token HTTP/1.1");
        assertThat(request.text()).isEqualTo(body);
        assertThat(request.field("Content-Type")).isEqualTo("application/x-www-form-urlencoded");
        assertThat(request.field("Accept")).isEqualTo("application/json");
    }

    @Test
    void basic_encodesBothParts() {
        RawRequest request = sent("clientId: 'me:1', clientSecret: 'p@ss %&ö'", "");

        String decoded = new String(
                Base64.getDecoder()
                        .decode(Objects.requireNonNull(request.field("Authorization"))
                                .substring("Basic ".length())),
                StandardCharsets.US_ASCII);
        assertThat(decoded).isEqualTo("me%3A1:p%40ss+%25%26%C3%B6");
    }

    @Test
    void json_isSentWhereItIsAskedFor() {
        RawRequest request = sent(
                "clientId: me, clientSecret: s, clientAuthentication: post, resources: [a, b],"
                        + " request: { format: json, headers: { X-Version: '2' } }",
                "");

        assertThat(request.field("Content-Type")).isEqualTo("application/json");
        assertThat(request.field("X-Version")).isEqualTo("2");
        assertThat(new JsonObject(request.text()).encode())
                .isEqualTo("{\"grant_type\":\"client_credentials\",\"resource\":[\"a\",\"b\"],"
                        + "\"client_id\":\"me\",\"client_secret\":\"s\"}");
    }

    @Test
    void get_sendsAllInTheQuery() {
        assertThat(sent("clientId: me, request: { method: get }", "").line())
                .isEqualTo("GET /token?grant_type=client_credentials&client_id=me HTTP/1.1");
    }

    @Test
    void refreshUrl_isAskedWithARefreshTokenOnly() {
        String settings =
                "grant: password, username: jo, password: pw, refresh: { url: '" + provider.url() + "/refresh?v=2' }";

        assertThat(sent(settings, "").line()).isEqualTo("POST /token HTTP/1.1");
        assertThat(sent(settings, "r1").line()).isEqualTo("POST /refresh?v=2 HTTP/1.1");
    }

    @ParameterizedTest
    @CsvSource({"RS256,rs256", "ES256,es256", "EdDSA,eddsa"})
    void privateKeyJwt_isSignedAnewEachTime(String algorithm, String setting) {
        KeyPair pair = Keys.of(algorithm);
        String settings = "clientId: me, clientAssertion: { key: '${KEY}', algorithm: " + setting + ", keyId: k1 }";

        String first = assertion(sent(settings, "", Map.of("KEY", Keys.pem(pair))), "client_assertion");
        String second = assertion(sent(settings, "", Map.of("KEY", Keys.pem(pair))), "client_assertion");

        assertThat(Keys.signed(first, pair, algorithm)).isTrue();
        assertThat(Keys.signed(first, Keys.of(algorithm), algorithm)).isFalse();
        assertThat(part(first, 0))
                .isEqualTo(new JsonObject().put("kid", "k1").put("typ", "JWT").put("alg", algorithm));
        JsonObject claims = part(first, 1);
        assertThat(claims.getString("iss")).isEqualTo("me");
        assertThat(claims.getString("sub")).isEqualTo("me");
        assertThat(claims.getString("aud")).isEqualTo(provider.url() + "/token");
        assertThat(claims.getLong("exp") - claims.getLong("iat")).isEqualTo(60);
        assertThat(claims.getString("jti")).isNotEqualTo(part(second, 1).getString("jti"));
        assertThat(form(provider.requests().get(0).text()))
                .containsEntry(
                        "client_assertion_type", List.of("urn:ietf:params:oauth:client-assertion-type:jwt-bearer"))
                .containsEntry("client_id", List.of("me"))
                .doesNotContainKey("client_secret");
    }

    @Test
    void jwtBearer_sendsTheClaimsThatAreSet() {
        KeyPair pair = Keys.of("ES256");
        RawRequest request = sent(
                "grant: jwt_bearer, assertion: { key: '${KEY}', algorithm: es256, issuer: a@b, subject: jo,"
                        + " audience: aud, life: 1h, claims: { scope: x } }",
                "",
                Map.of("KEY", Keys.pem(pair)));

        JsonObject claims = part(assertion(request, "assertion"), 1);
        assertThat(form(request.text()))
                .containsEntry("grant_type", List.of("urn:ietf:params:oauth:grant-type:jwt-bearer"));
        assertThat(claims.getMap())
                .containsEntry("iss", "a@b")
                .containsEntry("sub", "jo")
                .containsEntry("aud", "aud")
                .containsEntry("scope", "x");
        assertThat(claims.getLong("exp") - claims.getLong("iat")).isEqualTo(3_600);
    }

    @Test
    void signature_isDatedByTheProvidersClock() {
        KeyPair pair = Keys.of("EdDSA");
        provider.close();
        provider = answering(TOKEN.replace("Content-Type", "Date: Sun, 22 Nov 2026 13:00:00 GMT\r\nContent-Type"));
        Instant ours = Instant.parse("2026-11-22T12:00:00Z");
        try (SourceUnderTest source = new SourceUnderTest(
                CredentialText.credential(
                        oauth2() + "clientId: me, clientAssertion: { key: '${KEY}', algorithm: eddsa }",
                        Map.of("KEY", Keys.pem(pair))),
                () -> ours)) {
            assertThat(source.fetch(null).skewMillis()).isEqualTo(3_600_500);
            source.fetch(null);
        }

        assertThat(provider.requests())
                .extracting(request ->
                        part(assertion(request, "client_assertion"), 1).getLong("iat"))
                .containsExactly(ours.getEpochSecond(), ours.getEpochSecond() + 3_600);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-----BEGIN PRIVATE KEY-----\nc4n4ry\n-----END PRIVATE KEY-----", "RSA"})
    void keyThatCannotSign_isRefusedWithoutShowingIt(String key) {
        String pem = key.equals("RSA") ? Keys.pem(Keys.of("RS256")) : key;

        assertThatThrownBy(() -> new SourceUnderTest(CredentialText.credential(
                        oauth2() + "clientId: me, clientAssertion: { key: '${KEY}', algorithm: es256 }",
                        Map.of("KEY", pem))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("credentials.crm.clientAssertion.key: a key that cannot sign;"
                        + " expected a private key in PEM (PKCS #8) for ES256")
                .hasNoCause();
    }

    @Test
    void subjectTokenInAFile_isReadEachTime(@TempDir Path dir) throws IOException {
        Path file = Files.writeString(dir.resolve("token"), "first\n");
        String settings = "grant: token_exchange, exchange: { subjectTokenPath: '" + file + "' }";
        try (SourceUnderTest source = new SourceUnderTest(CredentialText.credential(oauth2() + settings))) {
            source.fetch(null);
            Files.writeString(file, "second\n");
            source.fetch(null);
            Files.delete(file);

            assertThat(source.fetchFailure(null).code()).isEqualTo("subject-token-unreadable");
        }
        assertThat(provider.requests())
                .extracting(request -> form(request.text()).get("subject_token"))
                .containsExactly(List.of("first"), List.of("second"));
    }

    @Test
    void revoke_forgetsTheRefreshTokenFirst() {
        try (SourceUnderTest source = new SourceUnderTest(CredentialText.credential(oauth2()
                + "grant: refresh_token, refreshToken: r0, clientId: me, clientSecret: s, revocationUrl: '"
                + provider.url() + "/revoke', request: { format: json }"))) {
            Await.get(source.call(to -> to.revoke("a1", "r1")));
        }

        assertThat(provider.requests())
                .allSatisfy(
                        request -> assertThat(request.field("Authorization")).startsWith("Basic "))
                .extracting(request -> request.line() + " " + request.text())
                .containsExactly(
                        "POST /revoke HTTP/1.1 token=r1&token_type_hint=refresh_token",
                        "POST /revoke HTTP/1.1 token=a1&token_type_hint=access_token");
    }

    @Test
    void revoke_withoutAnEndpoint_saysSo() {
        try (SourceUnderTest source = new SourceUnderTest(CredentialText.credential(oauth2() + "clientId: me"))) {
            assertThat(Await.failure(source.call(to -> to.revoke("a1", null))))
                    .hasMessage("the provider names no endpoint to revoke tokens at; expected revocationUrl to be set");
        }
    }

    private static String assertion(RawRequest request, String parameter) {
        return Objects.requireNonNull(form(request.text()).get(parameter)).get(0);
    }

    private static JsonObject part(String jwt, int index) {
        return new JsonObject(
                new String(Base64.getUrlDecoder().decode(jwt.split("\\.", -1)[index]), StandardCharsets.UTF_8));
    }
}
