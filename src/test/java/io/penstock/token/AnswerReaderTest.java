package io.penstock.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.penstock.config.CredentialConfig;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The quirks of real providers' answers, one a row. */
class AnswerReaderTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final ProviderRequest REQUEST = new ProviderRequest(
            io.vertx.core.http.HttpMethod.POST,
            "https://id.example/token?key=c4n4ry",
            Map.of(),
            null,
            new Secrets(List.of("c4n4ry", "c4n/4ry")));

    private static ProviderAnswer answer(int status, String body, String... fields) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        for (int i = 0; i < fields.length; i += 2) {
            headers.add(fields[i], fields[i + 1]);
        }
        return new ProviderAnswer(status, headers, Buffer.buffer(body), NOW);
    }

    private static AnswerReader reader(String settings) {
        CredentialConfig credential = CredentialText.credential(
                "type: oauth2, tokenUrl: 'https://id.example/token', clientId: me, answer: { " + settings + " }");
        return new AnswerReader(credential.answer());
    }

    private static IssuedToken read(String settings, String body, String... fields) throws TokenFailure {
        return reader(settings).read(answer(200, body, fields), REQUEST);
    }

    private static TokenFailure failure(ProviderAnswer answer) {
        TokenFailure failure =
                catchThrowableOfType(TokenFailure.class, () -> reader("").read(answer, REQUEST));
        assertThat(failure.getMessage()).startsWith("https://id.example/token ").doesNotContain("c4n");
        assertThat(failure.code()).doesNotContain("c4n");
        return failure;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``                               | {'access_token':'t','expires_in':3600}                  | 3600000",
                "``                               | {'access_token':'t','expires_in':'3600'}                | 3600000",
                "``                               | {'access_token':'t','expires_in':3599.5}                | 3599500",
                "``                               | {'access_token':'t','expires_in':1e3}                   | 1000000",
                "``                               | {'access_token':'t','expires_in':1e99}                  | 315360000000",
                "``                               | {'access_token':'t','expires_in':0}                     | -1",
                "``                               | {'access_token':'t','expires_in':-5}                    | -1",
                "``                               | {'access_token':'t','expires_in':null}                  | -1",
                "``                               | {'access_token':'t','expires_in':'soon'}                | -1",
                "``                               | {'access_token':'t','expires_in':{'s':1}}               | -1",
                "``                               | {'access_token':'t'}                                    | -1",
                "life: 1h                         | {'access_token':'t'}                                    | 3600000",
                "life: 1h                         | {'access_token':'t','expires_in':60}                    | 60000",
                "expires: fixed, life: 1h         | {'access_token':'t','expires_in':60}                    | 3600000",
                "expires: unknown                 | {'access_token':'t','expires_in':60}                    | -1",
                "expires: milliseconds            | {'access_token':'t','expires_in':60000}                 | 60000",
                "expires: epoch-seconds, expiresPath: a.b.1 | {'access_token':'t','a':{'b':[0,1795349160]}} | 360000",
                "expires: epoch-milliseconds, expiresPath: e | {'access_token':'t','e':'1795349160000'}     | 360000",
                "expires: epoch-seconds, expiresPath: e | {'access_token':'t','e':1}                        | -1",
                "expires: iso-8601, expiresPath: e | {'access_token':'t','e':'2026-11-22T12:10:00Z'}        | 600000",
                "expires: iso-8601, expiresPath: e | {'access_token':'t','e':'2026-11-22T13:10:00.5+01:00'} | 600500",
                "expires: iso-8601, expiresPath: e | {'access_token':'t','e':'2026-11-22T13:10:00+0100'}    | 600000",
                "expires: iso-8601, expiresPath: e | {'access_token':'t','e':'2026-11-22T12:10:00'}         | 600000",
                "expires: iso-8601, expiresPath: e | {'access_token':'t','e':'tomorrow'}                    | -1",
                "expires: jwt                     | {'access_token':'no.jwt'}                               | -1",
                "expires: jwt                     | {'access_token':'a.!.b'}                                | -1",
                "accessToken: data.token, expiresPath: data.ttl | {'data':{'token':'t','ttl':5}}            | 5000",
                "accessToken: 0.token, expiresPath: 0.ttl | [{'token':'t','ttl':5}]                         | 5000",
                "accessToken: a.b                 | {'a.b':'t','expires_in':5}                              | 5000",
            })
    void life_isReadAsTheSettingsSay(String settings, String body, long millis) throws TokenFailure {
        IssuedToken token = read(settings, body.replace('\'', '"'));

        assertThat(token.accessToken()).hasSizeBetween(1, 6);
        assertThat(token.lifeNanos())
                .isEqualTo(
                        millis < 0
                                ? IssuedToken.UNKNOWN_LIFE
                                : Duration.ofMillis(millis).toNanos());
    }

    @Test
    void jwt_tellsItsOwnEnd() throws TokenFailure {
        String claims = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(
                        ("{\"exp\":" + NOW.plusSeconds(300).getEpochSecond() + "}").getBytes(StandardCharsets.UTF_8));

        assertThat(read("expires: jwt", "{\"access_token\":\"h." + claims + ".s\"}")
                        .lifeNanos())
                .isEqualTo(Duration.ofMinutes(5).toNanos());
    }

    @Test
    void moments_areMeasuredByTheProvidersClock() throws TokenFailure {
        IssuedToken token = read(
                "expires: iso-8601, expiresPath: e",
                "{\"access_token\":\"t\",\"e\":\"2026-11-22T13:00:00Z\"}",
                "Date",
                "Sun, 22 Nov 2026 12:50:00 GMT");

        assertThat(token.skewMillis()).isEqualTo(Duration.ofMinutes(50).toMillis() + 500);
        assertThat(token.lifeNanos())
                .isEqualTo(Duration.ofMinutes(10).minusMillis(500).toNanos());
    }

    @Test
    void refreshTokenAndKeptValues_areFound() throws TokenFailure {
        IssuedToken token = read(
                "keep: { base: instance_url, region: data.region, number: n, gone: nowhere, bad: bad, list: l }",
                "{\"access_token\":\"t\",\"refresh_token\":\"r\",\"instance_url\":\"https://eu.example\","
                        + "\"data\":{\"region\":\"eu\"},\"n\":7,\"bad\":\"a\\r\\nb\",\"l\":[1]}");

        assertThat(token.refreshToken()).isEqualTo("r");
        assertThat(token.kept())
                .containsOnly(
                        Map.entry("base", "https://eu.example"), Map.entry("region", "eu"), Map.entry("number", "7"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "text/html", "text/plain; charset=utf-8", ""})
    void json_isReadWhateverItIsCalled(String type) throws TokenFailure {
        assertThat(read("", " {\"access_token\":\"t\"}", "Content-Type", type).accessToken())
                .isEqualTo("t");
    }

    @Test
    void form_isReadAsSomeProvidersSendIt() throws TokenFailure {
        IssuedToken token = read(
                "", "access_token=a%2Bb&expires_in=60", "Content-Type", "application/x-www-form-urlencoded; charset=x");

        assertThat(token.accessToken()).isEqualTo("a+b");
        assertThat(token.lifeNanos()).isEqualTo(Duration.ofMinutes(1).toNanos());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``                                  | text/plain | answered with nothing; expected JSON",
                "<html>c4n4ry</html>                 | text/html; a=b | answered with text/html that is no JSON; expected JSON",
                "c4n4ry                              | `<c4n4ry>` | answered with no JSON; expected JSON",
                "{'access_token':'c4n4ry'            | application/json | answered with application/json that is no JSON; expected JSON",
                "{'access_token':7}                  | application/json | answered with another type at access_token; expected a text",
                "{'access_token':{'c4n4ry':1}}       | application/json | answered with another type at access_token; expected a text",
                "{'access_token':'t','refresh_token':['c4n4ry']} | application/json | answered with another type at refresh_token; expected a text",
                "{'access_token':''}                 | application/json | answered with no value at access_token; expected the access token there",
                "{'token':'c4n4ry'}                  | application/json | answered with no value at access_token; expected the access token there",
                "[]                                  | application/json | answered with no value at access_token; expected the access token there",
                "{'access_token':'c4n4ry\\nX: y'}    | application/json | answered with a text of 11 characters at access_token; expected a token of printable ASCII, at most 32 KiB",
            })
    void garbage_isALostAnswerAndLeaksNothing(String body, String type, String message) {
        TokenFailure failure = failure(answer(200, body.replace('\'', '"'), "Content-Type", type));

        assertThat(failure.kind()).isEqualTo(TokenFailure.Kind.ANSWER_LOST);
        assertThat(failure.code()).isEqualTo("unreadable-answer");
        assertThat(failure).hasMessage("https://id.example/token " + message);
    }

    @Test
    void deepJson_isALostAnswer() {
        String deep = "[".repeat(200_000);

        assertThat(failure(answer(200, deep)).kind()).isEqualTo(TokenFailure.Kind.ANSWER_LOST);
        assertThat(failure(answer(200, "{\"access_token\":" + "{\"a\":".repeat(100_000)))
                        .kind())
                .isEqualTo(TokenFailure.Kind.ANSWER_LOST);
    }

    @Test
    void veryLongToken_isALostAnswer() {
        assertThat(failure(answer(200, "{\"access_token\":\"" + "x".repeat(40_000) + "\"}")))
                .hasMessageContaining("a text of 40000 characters at access_token");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "400 | {'error':'invalid_grant','error_description':'expired'} | PERMANENT | invalid_grant | : expired",
                "401 | {'error':'invalid_client'}                 | PERMANENT       | invalid_client         | ``",
                "400 | {'error':'unauthorized_client'}            | PERMANENT       | unauthorized_client    | ``",
                "400 | {'error':'unsupported_grant_type'}         | PERMANENT       | unsupported_grant_type | ``",
                "403 | {'error':'invalid_scope'}                  | PERMANENT       | invalid_scope          | ``",
                "401 | ``                                         | PERMANENT       | http-401               | ``",
                "400 | {'message':'no such user'}                 | PERMANENT       | http-400               | : no such user",
                "400 | {'error':'temporarily_unavailable'}        | REFUSED_FOR_NOW | temporarily_unavailable | ``",
                "400 | {'error':'slow_down'}                      | REFUSED_FOR_NOW | slow_down              | ``",
                "403 | {'error':'waf'}                            | REFUSED_FOR_NOW | waf                    | ``",
                "404 | <html>                                     | REFUSED_FOR_NOW | http-404               | ``",
                "429 | {'error':'invalid_request'}                | REFUSED_FOR_NOW | invalid_request        | ``",
                "500 | {'error':'server_error'}                   | REFUSED_FOR_NOW | server_error           | ``",
                "503 | ``                                         | REFUSED_FOR_NOW | http-503               | ``",
                "502 | ``                                         | ANSWER_LOST     | http-502               | ``",
                "504 | ``                                         | ANSWER_LOST     | http-504               | ``",
                "302 | ``                                         | REFUSED_FOR_NOW | http-302               | `; redirects are not followed: set the URL to where it leads`",
                "200 | {'ok':false,'error':'invalid_grant'}       | PERMANENT       | invalid_grant          | ``",
                "200 | {'ok':false,'error':'ratelimited'}         | REFUSED_FOR_NOW | ratelimited            | ``",
                "401 | {'error':{'status':'UNAUTHENTICATED','message':'bad key'}} | PERMANENT | UNAUTHENTICATED | : bad key",
                "400 | {'error':'c4n4ry'}                         | PERMANENT       | http-400               | ``",
                "400 | {'error':'invalid_grant','error_description':'c4n4ry is bad'}    | PERMANENT | invalid_grant | ``",
                "400 | {'error':'invalid_grant','error_description':'c4n%2F4ry is bad'} | PERMANENT | invalid_grant | ``",
                "400 | {'error':'x y','error_description':'a\\nb'}  | PERMANENT       | http-400               | : a b",
                "400 | {'error':'invalid_grant','error_description':'of 0123456789abcdef0123456789abcdef'} | PERMANENT | invalid_grant | : of ***",
            })
    void refusal_saysWhetherAnotherTryHelps(int status, String body, TokenFailure.Kind kind, String code, String said) {
        TokenFailure failure = failure(answer(status, body.replace('\'', '"')));

        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure)
                .hasMessage("https://id.example/token answered " + status + (code.startsWith("http-") ? "" : " " + code)
                        + said);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "7                             | 7000",
                "0                             | 0",
                "999999999                     | 86400000",
                "Sun, 22 Nov 2026 12:51:00 GMT | 59500",
                "Sun, 22 Nov 2026 12:00:00 GMT | 0",
                "later                         | -1",
                "-5                            | -1",
            })
    void retryAfter_isReadInBothForms(String text, long millis) {
        TokenFailure failure = failure(answer(503, "", "Retry-After", text, "Date", "Sun, 22 Nov 2026 12:50:00 GMT"));

        assertThat(failure.retryAfterNanos())
                .isEqualTo(millis < 0 ? -1 : Duration.ofMillis(millis).toNanos());
        assertThat(failure).hasMessageContaining("its clock is 3000 s ahead of ours");
    }
}
