package io.penstock.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.Await;
import io.penstock.testing.RawRequest;
import io.penstock.testing.RawServer;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Endpoints that the provider's metadata names. */
class DiscoveryTest {

    private final Map<String, String> documents = new ConcurrentHashMap<>();
    private RawServer provider = serve();

    @BeforeEach
    void start() {
        provider.close();
        provider = serve();
        documents.put("POST /t", "{\"access_token\":\"t\"}");
        documents.put("POST /r", "{}");
    }

    @AfterEach
    void stop() {
        provider.close();
    }

    private RawServer serve() {
        try {
            return RawServer.start(connection -> {
                RawRequest request = connection.next();
                if (request != null) {
                    String body = documents.get(request.line().replace(" HTTP/1.1", ""));
                    connection.write(
                            body == null
                                    ? "HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n"
                                    : "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
                }
            });
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private String metadata(String issuer) {
        return "{\"issuer\":\"" + issuer + "\",\"token_endpoint\":\"" + provider.url()
                + "/t\",\"revocation_endpoint\":\"" + provider.url() + "/r\"}";
    }

    private SourceUnderTest source(String issuer) {
        return new SourceUnderTest(CredentialText.credential("type: oauth2, issuer: '" + issuer
                + "', clientId: me, provider: { maxRetries: 0, breakerFailures: 100 }"));
    }

    @ParameterizedTest
    @CsvSource({
        "/a, /a/.well-known/openid-configuration",
        "/a/, /a/.well-known/openid-configuration",
        "'', /.well-known/openid-configuration",
        "/a, /.well-known/oauth-authorization-server/a",
        "'', /.well-known/oauth-authorization-server",
    })
    void metadata_isFoundInBothPlacesAndKept(String path, String document) {
        String issuer = provider.url() + path;
        documents.put("GET " + document, metadata(issuer));
        try (SourceUnderTest source = source(issuer)) {
            source.fetch(null);
            source.fetch(null);
            Await.get(source.call(to -> to.revoke("a", null)));
        }
        assertThat(provider.requests())
                .filteredOn(request -> request.line().contains(document + " "))
                .hasSize(1);
    }

    @Test
    void metadataOfAnotherIssuer_isRefused() {
        documents.put("GET /.well-known/openid-configuration", metadata(provider.url() + "/"));
        try (SourceUnderTest source = source(provider.url())) {
            TokenFailure failure = source.fetchFailure(null);

            assertThat(failure.kind()).isEqualTo(TokenFailure.Kind.PERMANENT);
            assertThat(failure)
                    .hasMessage(provider.url()
                            + "/.well-known/openid-configuration names another issuer; expected exactly "
                            + provider.url());
        }
    }

    @Test
    void tokenEndpointWithoutTls_isRefused() {
        documents.put(
                "GET /.well-known/openid-configuration",
                metadata(provider.url()).replace(provider.url() + "/t", "http://id.example/t"));
        try (SourceUnderTest source = source(provider.url())) {
            assertThat(source.fetchFailure(null).code()).isEqualTo("discovery-failed");
        }
        assertThat(provider.requests()).noneMatch(request -> request.line().startsWith("POST"));
    }

    @Test
    void noMetadata_isNotHandledAndAskedForAgain() {
        try (SourceUnderTest source = source(provider.url())) {
            TokenFailure failure = source.fetchFailure(null);

            assertThat(failure.kind()).isEqualTo(TokenFailure.Kind.NOT_HANDLED);
            assertThat(failure)
                    .hasMessage(provider.url() + "/.well-known/openid-configuration answered 404;"
                            + " expected the provider's metadata in JSON");

            documents.put("GET /.well-known/openid-configuration", metadata(provider.url()));
            assertThat(source.fetch(null).accessToken()).isEqualTo("t");
        }
    }
}
