package io.penstock.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.Await;
import io.penstock.testing.RawConnection;
import io.penstock.testing.RawServer;
import io.vertx.core.Future;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a provider's faults: what the failure says, and how often the provider is asked. */
class ProviderFaultsTest {

    private static final String TOKEN = answer("200 OK", "{\"access_token\":\"t\"}");
    private static final String FAST = "provider: { baseDelay: 1ms, maxDelay: 1ms, timeout: 300ms, totalTimeout: 5s }";

    private static String answer(String status, String body) {
        return "HTTP/1.1 " + status + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    private static SourceUnderTest source(RawServer provider, String settings) {
        return new SourceUnderTest(CredentialText.credential(
                "type: oauth2, tokenUrl: '" + provider.url() + "/token', clientId: me, " + settings));
    }

    /** A server that does to the first requests what {@code fault} does, and then answers with a token. */
    private static RawServer faulty(int times, RawServer.Script fault) throws IOException {
        AtomicInteger asked = new AtomicInteger();
        return RawServer.start(connection -> {
            if (connection.next() == null) {
                return;
            }
            if (asked.getAndIncrement() < times) {
                fault.serve(connection);
            } else {
                connection.write(TOKEN);
            }
        });
    }

    private static RawServer.Script fault(String name) {
        return switch (name) {
            case "500" -> connection -> connection.write(answer("500 Oh", ""));
            case "reset" -> RawConnection::reset;
            case "close" -> connection -> {};
            case "html" -> connection -> connection.write(answer("200 OK", "<html></html>"));
            case "half" -> connection -> connection.write(TOKEN.substring(0, TOKEN.length() - 5));
            case "silence" -> RawConnection::hold;
            case "drip" ->
                connection -> {
                    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{");
                    connection.hold();
                };
            default -> throw new IllegalArgumentException(name);
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"500", "reset", "close", "html", "half", "silence", "drip"})
    void fault_whereAskingAgainIsSafe_isCured(String name) throws IOException {
        try (RawServer provider = faulty(2, fault(name));
                SourceUnderTest source = source(provider, FAST)) {
            assertThat(source.fetch(null).accessToken()).isEqualTo("t");
            assertThat(provider.requests()).hasSize(3);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "500, REFUSED_FOR_NOW, http-500",
        "reset, ANSWER_LOST, connection-lost",
        "close, ANSWER_LOST, connection-lost",
        "html, ANSWER_LOST, unreadable-answer",
        "half, ANSWER_LOST, connection-lost",
        "silence, ANSWER_LOST, timeout",
        "drip, ANSWER_LOST, timeout",
    })
    void fault_withARefreshToken_isNeverSentAgain(String name, TokenFailure.Kind kind, String code) throws IOException {
        try (RawServer provider = faulty(9, fault(name));
                SourceUnderTest source = source(
                        provider,
                        "grant: refresh_token, refreshToken: c4n4ry,"
                                + " provider: { baseDelay: 1ms, maxDelay: 1ms, totalTimeout: 500ms }")) {
            TokenFailure failure = source.fetchFailure(null);

            assertThat(failure.kind()).isEqualTo(kind);
            assertThat(failure.code()).isEqualTo(code);
            assertThat(failure.getMessage()).doesNotContain("c4n4ry");
            assertThat(provider.requests()).hasSize(1);
        }
    }

    @Test
    void timeout_closesTheConnection() throws IOException {
        AtomicInteger ended = new AtomicInteger();
        try (RawServer provider = RawServer.start(connection -> {
                    connection.next();
                    connection.awaitEnd();
                    ended.incrementAndGet();
                });
                SourceUnderTest source =
                        source(provider, "grant: refresh_token, refreshToken: r0, provider: { totalTimeout: 200ms }")) {
            assertThat(source.fetchFailure(null).code()).isEqualTo("timeout");
            io.penstock.testing.Await.until("the connection ends", () -> ended.get() == 1);
        }
    }

    @Test
    void closedPort_isNotHandledAndTriedAgain() throws IOException {
        RawServer gone = RawServer.answering(TOKEN);
        gone.close();
        try (SourceUnderTest source = source(gone, "grant: refresh_token, refreshToken: r0, " + FAST)) {
            TokenFailure failure = source.fetchFailure(null);

            assertThat(failure.kind()).isEqualTo(TokenFailure.Kind.NOT_HANDLED);
            assertThat(failure.code()).isEqualTo("unreachable");
        }
    }

    @Test
    void unknownHost_isNotHandled() {
        try (SourceUnderTest source = new SourceUnderTest(
                CredentialText.credential(
                        "type: oauth2, tokenUrl: 'https://penstock.invalid/token', clientId: me, provider: { maxRetries: 0 }"))) {
            TokenFailure failure = source.fetchFailure(null);

            assertThat(failure.kind()).isEqualTo(TokenFailure.Kind.NOT_HANDLED);
            assertThat(failure).hasMessage("https://penstock.invalid/token: its host has no address");
        }
    }

    @Test
    void serverWithoutTls_isNotHandled() throws IOException {
        try (RawServer plain = RawServer.start(connection -> connection.write("what?"));
                SourceUnderTest source =
                        new SourceUnderTest(CredentialText.credential("type: oauth2, tokenUrl: 'https://127.0.0.1:"
                                + plain.port() + "/token', clientId: me, provider: { maxRetries: 0 }"))) {
            assertThat(source.fetchFailure(null).kind()).isEqualTo(TokenFailure.Kind.NOT_HANDLED);
            assertThat(source.fetchFailure(null).code()).isEqualTo("tls-failed");
        }
    }

    @Test
    void answerOf10Mb_isGivenUp() throws IOException {
        byte[] much = new byte[10 << 20];
        try (RawServer provider = RawServer.start(connection -> {
                    connection.next();
                    connection
                            .write("HTTP/1.1 200 OK\r\nContent-Length: " + much.length + "\r\n\r\n")
                            .write(much);
                });
                SourceUnderTest source = source(provider, "provider: { maxRetries: 0 }")) {
            TokenFailure failure = source.fetchFailure(null);

            assertThat(failure.kind()).isEqualTo(TokenFailure.Kind.ANSWER_LOST);
            assertThat(failure.code()).isEqualTo("answer-too-large");
            assertThat(failure).hasMessage(provider.url() + "/token answered with more than 1 MiB");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "400 Bad Request, '', PERMANENT",
        "429 Slow, 'Retry-After: 9\r\n', REFUSED_FOR_NOW",
        "503 Busy, 'Retry-After: 9\r\n', REFUSED_FOR_NOW",
    })
    void refusalThatAnotherTryDoesNotHelp_isAskedForOnce(String status, String field, TokenFailure.Kind kind)
            throws IOException {
        UnaryOperator<String> real = text -> text.replace("\\r\\n", "\r\n");
        try (RawServer provider = RawServer.answering(
                        "HTTP/1.1 " + status + "\r\n" + real.apply(field) + "Content-Length: 0\r\n\r\n");
                SourceUnderTest source = source(provider, FAST)) {
            assertThat(source.fetchFailure(null).kind()).isEqualTo(kind);
            assertThat(provider.requests()).hasSize(1);
        }
    }

    @Test
    void redirect_isNotFollowed() throws IOException {
        try (RawServer provider = RawServer.answering(
                        "HTTP/1.1 307 There\r\nLocation: /token2?s=c4n4ry\r\nContent-Length: 0\r\n\r\n");
                SourceUnderTest source = source(provider, "provider: { maxRetries: 0 }")) {
            assertThat(source.fetchFailure(null))
                    .hasMessage(provider.url()
                            + "/token answered 307; redirects are not followed: set the URL to where it leads");
            assertThat(provider.requests()).hasSize(1);
        }
    }

    @Test
    void providerThatKeepsFailing_isLeftAlone() throws IOException {
        try (RawServer provider = RawServer.answering(answer("500 Oh", ""));
                SourceUnderTest source =
                        source(provider, "provider: { maxRetries: 0, breakerFailures: 3, breakerOpenFor: 1h }")) {
            for (int i = 0; i < 3; i++) {
                assertThat(source.fetchFailure(null).code()).isEqualTo("http-500");
            }
            assertThat(source.fetchFailure(null).code()).isEqualTo("provider-left-alone");
            assertThat(provider.requests()).hasSize(3);
        }
    }

    @Test
    void providerThatIsLeftAlone_isAskedWhereSomebodyInsists() throws IOException {
        try (RawServer provider = RawServer.answering(answer("500 Broken", ""));
                SourceUnderTest source =
                        source(provider, "provider: { maxRetries: 0, breakerFailures: 1, breakerOpenFor: 1h }")) {
            source.fetchFailure(null);
            assertThat(source.fetchFailure(null).code()).isEqualTo("provider-left-alone");

            Await.get(source.call(asked -> {
                asked.insist();
                return Future.succeededFuture();
            }));

            assertThat(source.fetchFailure(null).code()).isEqualTo("http-500");
        }
    }

    @Test
    void providerThatRefuses_isNotLeftAlone() throws IOException {
        try (RawServer provider = RawServer.answering(answer("400 Bad", "{\"error\":\"invalid_client\"}"));
                SourceUnderTest source = source(provider, "provider: { breakerFailures: 1, breakerOpenFor: 1h }")) {
            for (int i = 0; i < 3; i++) {
                assertThat(source.fetchFailure(null).code()).isEqualTo("invalid_client");
            }
        }
    }
}
