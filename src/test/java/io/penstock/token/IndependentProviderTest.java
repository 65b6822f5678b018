package io.penstock.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.penstock.testing.Await;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.text.ParseException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.OAuth2Config;
import no.nav.security.mock.oauth2.http.NettyWrapper;
import no.nav.security.mock.oauth2.token.OAuth2TokenProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every grant and client authentication against an identity provider that others wrote, found by discovery. */
class IndependentProviderTest {

    private static final MockOAuth2Server PROVIDER = new MockOAuth2Server(
            new OAuth2Config(false, null, null, true, new OAuth2TokenProvider(), Set.of(), new NettyWrapper()));
    private static final String RSA = Keys.pem(Keys.of("RS256"));
    private static final String EC = Keys.pem(Keys.of("ES256"));

    @BeforeAll
    static void start() {
        PROVIDER.start();
    }

    @AfterAll
    static void stop() {
        PROVIDER.shutdown();
    }

    private static SourceUnderTest source(String settings) {
        return new SourceUnderTest(CredentialText.credential(
                "type: oauth2, issuer: '" + PROVIDER.issuerUrl("crm") + "', " + settings,
                Map.of(
                        "RSA",
                        RSA,
                        "EC",
                        EC,
                        "SUBJECT",
                        PROVIDER.issueToken("crm", "jo").serialize())));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "clientId: me, clientSecret: s, scopes: [read]",
                "clientId: me, clientSecret: s, scopes: [read], clientAuthentication: post",
                "clientId: me, scopes: [read], clientAssertion: { key: '${RSA}' }",
                "clientId: me, scopes: [read], clientAssertion: { key: '${EC}', algorithm: es256 }",
                "grant: password, username: jo, password: pw, clientId: me, clientSecret: s, scopes: [openid]",
                "grant: jwt_bearer, clientId: me, clientSecret: s, assertion: { key: '${RSA}', subject: jo }, scopes: [read]",
                "grant: token_exchange, clientId: me, clientAssertion: { key: '${RSA}' }, exchange: { subjectToken: '${SUBJECT}' }, audience: api",
            })
    void grant_isGiven(String settings) throws ParseException {
        try (SourceUnderTest source = source(settings)) {
            IssuedToken token = source.fetch(null);

            SignedJWT jwt = SignedJWT.parse(token.accessToken());
            assertThat(jwt.getJWTClaimsSet().getIssuer())
                    .isEqualTo(PROVIDER.issuerUrl("crm").toString());
            assertThat(Duration.ofNanos(token.lifeNanos())).isBetween(Duration.ofMinutes(50), Duration.ofMinutes(60));
        }
    }

    @Test
    void refreshTokens_rotateAndAreRefusedAfterUse() throws IOException, InterruptedException {
        try (SourceUnderTest source = source("clientId: me, clientSecret: s, request: { parameters: {"
                + " grant_type: authorization_code, redirect_uri: 'http://localhost/back', code: '" + code() + "' } },"
                + " refresh: { parameters: { grant_type: refresh_token } }")) {
            String first = Objects.requireNonNull(source.fetch(null).refreshToken());
            IssuedToken refreshed = source.fetch(first);

            assertThat(refreshed.refreshToken()).isNotNull().isNotEqualTo(first);
            TokenFailure reused = source.fetchFailure(first);
            assertThat(reused.kind()).isEqualTo(TokenFailure.Kind.PERMANENT);
            assertThat(reused.code()).isEqualTo("invalid_grant");
            assertThat(reused.getMessage()).doesNotContain(first);
        }
    }

    /** What a browser would bring back: only a user's consent makes this provider issue refresh tokens. */
    private static String code() throws IOException, InterruptedException {
        URI consent = URI.create(PROVIDER.authorizationEndpointUrl("crm")
                + "?client_id=me&response_type=code&scope=openid&state=x&redirect_uri=http://localhost/back");
        String location = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(consent).build(), HttpResponse.BodyHandlers.discarding())
                .headers()
                .firstValue("Location")
                .orElseThrow();
        return Objects.requireNonNull(
                        new QueryStringDecoder(location).parameters().get("code"))
                .get(0);
    }

    @Test
    void revocation_isDone() {
        try (SourceUnderTest source = source("clientId: me, clientSecret: s, grant: refresh_token, refreshToken: r0")) {
            Await.get(source.call(to -> to.revoke("a", "r0")));
        }
    }

    @Test
    void refreshTokenThatNobodyIssued_isRefusedForGood() {
        try (SourceUnderTest source = source("clientId: me, clientSecret: s, grant: refresh_token, refreshToken: r0")) {
            assertThat(source.fetchFailure(null).kind()).isEqualTo(TokenFailure.Kind.PERMANENT);
        }
    }
}
