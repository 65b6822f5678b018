package io.penstock.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.RawClient;
import io.penstock.testing.RawResponse;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OauthTest {

    private static final String CLIENT = "client_id=demo&client_secret=demo%3Asecret%2B1";
    private static final String ASSERTION = "client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type"
            + "%3Ajwt-bearer&client_assertion=";
    private static final long FAR_FUTURE_SECONDS = 4_102_444_800L;

    @RegisterExtension
    static final RunningDemo DEMO = new RunningDemo();

    @Test
    void clientCredentials_giveATokenOf5Seconds_thatOpensAResource() throws IOException {
        JsonObject tokens = tokens("grant_type=client_credentials&" + CLIENT);

        assertThat(tokens.getInteger("expires_in")).isEqualTo(5);
        assertThat(tokens.containsKey("refresh_token")).isFalse();
        RawResponse resource = secure("Bearer " + tokens.getString("access_token"));
        assertThat(resource.status()).isEqualTo(200);
        assertThat(resource.body().toJsonObject().getString("resource")).isEqualTo("a/b");
        assertThat(counts().getInteger("served")).isOne();
    }

    @ParameterizedTest
    @CsvSource({
        "'', 'Bearer realm=\"demo\"', missing",
        "Basic ZGVtbzpkZW1v, 'Bearer realm=\"demo\"', missing",
        "Bearer stranger, 'Bearer realm=\"demo\", error=\"invalid_token\"', unknown"
    })
    void resource_withoutAValidToken_isRefused(String authorization, String challenge, String counted)
            throws IOException {
        RawResponse refused = secure(authorization);

        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.field("WWW-Authenticate")).isEqualTo(challenge);
        assertThat(counts().getInteger(counted)).isOne();
    }

    @Test
    void refreshToken_rotates_andRevokesItsGrantWhenUsedTwice() throws IOException {
        JsonObject first = tokens("grant_type=password&username=demo&password=demo&" + CLIENT);
        String spent = first.getString("refresh_token");
        JsonObject second = tokens("grant_type=refresh_token&refresh_token=" + spent + "&" + CLIENT);
        assertThat(second.getString("refresh_token")).isNotEqualTo(spent);
        assertThat(secure("Bearer " + first.getString("access_token")).status()).isEqualTo(200);

        RawResponse again = token("", "grant_type=refresh_token&refresh_token=" + spent + "&" + CLIENT);

        assertThat(again.status()).isEqualTo(400);
        assertThat(again.body().toJsonObject().getString("error")).isEqualTo("invalid_grant");
        assertThat(secure("Bearer " + second.getString("access_token")).status())
                .isEqualTo(401);
        assertThat(token(
                                "",
                                "grant_type=refresh_token&refresh_token=" + second.getString("refresh_token") + "&"
                                        + CLIENT)
                        .status())
                .isEqualTo(400);
        assertThat(counts().getInteger("refreshTokensReused")).isOne();
        assertThat(counts().getInteger("grantsRevoked")).isOne();
    }

    @Test
    void consent_beginsAGrantThatIsRefreshed() throws IOException {
        String seed = DEMO.post("/oauth/consent", new JsonObject())
                .body()
                .toJsonObject()
                .getString("refresh_token");

        assertThat(tokens("grant_type=refresh_token&refresh_token=" + seed + "&" + CLIENT)
                        .getString("access_token"))
                .isNotEmpty();
    }

    @Test
    void exchange_takesAValidToken() throws IOException {
        String subject = tokens("grant_type=client_credentials&" + CLIENT).getString("access_token");
        String exchange = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Atoken-exchange&" + CLIENT;

        assertThat(token("", exchange + "&subject_token=" + subject).status()).isEqualTo(200);
        assertThat(token("", exchange + "&subject_token=other").status()).isEqualTo(400);
    }

    @Test
    void revocation_endsTheGrant() throws IOException {
        String token = tokens("grant_type=client_credentials&" + CLIENT).getString("access_token");

        assertThat(form("/oauth/revoke", "", "token=" + token).status()).isEqualTo(200);

        assertThat(secure("Bearer " + token).status()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo:demo%3Asecret%2B1", "demo:demo:secret+1"})
    void basic_isTakenInItsFormEncodingOnly(String pair) throws IOException {
        String field = "Authorization: Basic "
                + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)) + "\r\n";

        RawResponse answer = token(field, "grant_type=client_credentials");

        // A plus sign stands for a space in a form, so that the raw secret is another one.
        assertThat(answer.status()).isEqualTo(pair.contains("%") ? 200 : 401);
    }

    @ParameterizedTest
    @CsvSource({
        "grant_type=client_credentials, 401, invalid_client",
        "grant_type=client_credentials&client_id=demo&client_secret=wrong, 401, invalid_client",
        "grant_type=password&username=demo&password=x&client_id=public, 400, invalid_grant",
        "grant_type=magic&client_id=public, 400, unsupported_grant_type"
    })
    void token_forWhoMayNot_isRefused(String form, int status, String error) throws IOException {
        RawResponse answer = token("", form);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body().toJsonObject().getString("error")).isEqualTo(error);
    }

    @ParameterizedTest
    @CsvSource({"RSA, RS256, SHA256withRSA", "EC, ES256, SHA256withECDSAinP1363Format", "Ed25519, EdDSA, Ed25519"})
    void signedClient_isKnownByItsKey_once(String keys, String algorithm, String signatures) throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance(keys).generateKeyPair();
        DEMO.post(
                "/oauth/client-key",
                new JsonObject()
                        .put(
                                "key",
                                Base64.getEncoder()
                                        .encodeToString(pair.getPublic().getEncoded())));
        String signed = part(new JsonObject().put("alg", algorithm)) + "."
                + part(new JsonObject().put("exp", FAR_FUTURE_SECONDS).put("jti", algorithm));
        Signature signature = Signature.getInstance(signatures);
        signature.initSign(pair.getPrivate());
        signature.update(signed.getBytes(StandardCharsets.US_ASCII));
        String form = "grant_type=client_credentials&" + ASSERTION + signed + "."
                + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());

        assertThat(token("", form).status()).isEqualTo(200);
        assertThat(token("", form).status()).isEqualTo(401);
    }

    @Test
    void json_isTakenAsAFormIs() throws IOException {
        JsonObject parameters = new JsonObject()
                .put("grant_type", "client_credentials")
                .put("client_id", "demo")
                .put("client_secret", "demo:secret+1");

        assertThat(RawClient.exchange(DEMO.api().port(), RawClient.json("POST", "/oauth/token", parameters.encode()))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void metadata_namesTheEndpoints() throws IOException {
        JsonObject metadata =
                DEMO.get("/.well-known/oauth-authorization-server").body().toJsonObject();

        assertThat(metadata.getString("token_endpoint")).isEqualTo(metadata.getString("issuer") + "/oauth/token");
    }

    private static String part(JsonObject json) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(json.toBuffer().getBytes());
    }

    private static JsonObject tokens(String form) throws IOException {
        RawResponse answer = token("", form);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.body().toJsonObject();
    }

    private static RawResponse token(String fields, String form) throws IOException {
        return form("/oauth/token", fields, form);
    }

    private static RawResponse form(String path, String fields, String form) throws IOException {
        return RawClient.exchange(
                DEMO.api().port(),
                "POST " + path + " HTTP/1.1\r\nHost: test\r\n" + fields
                        + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " + form.length()
                        + "\r\n\r\n" + form);
    }

    private static RawResponse secure(String authorization) throws IOException {
        String field = authorization.isEmpty() ? "" : "Authorization: " + authorization + "\r\n";
        return RawClient.exchange(DEMO.api().port(), "GET /secure/a/b HTTP/1.1\r\nHost: test\r\n" + field + "\r\n");
    }

    private static JsonObject counts() {
        return DEMO.api().stats().getJsonObject("tokens");
    }
}
