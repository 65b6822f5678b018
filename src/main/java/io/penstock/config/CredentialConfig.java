package io.penstock.config;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What signs the requests of upstreams: a token and where it comes from, or something that never changes. */
public record CredentialConfig(
        @Setting(
                value =
                        "What it is: oauth2 (tokens of an identity provider), api_key, basic (RFC 7617), bearer (a token that never changes), headers, or supplied (tokens of the program that embeds Penstock).",
                example = "oauth2")
        Type type,

        @Setting(value = "The key, for api_key.", secret = true, example = "${API_KEY:-a-key}") @Nullable
        String key,

        @Setting(value = "The token, for bearer.", secret = true, example = "${API_TOKEN:-a-token}") @Nullable
        String token,

        @Setting(value = "User name, for basic and for the grant password.", example = "service") @Nullable
        String username,

        @Setting(
                value = "Password, for basic and for the grant password.",
                secret = true,
                example = "${API_PASSWORD:-a-password}")
        @Nullable
        String password,

        @Setting(
                value =
                        "Header fields: what type headers consists of, and further ones of the other types. ${credential.NAME} stands for a value that answer.keep names.",
                byDefault = "{}",
                secret = true,
                pattern = CredentialConfig.FIELD_NAME,
                expected = CredentialConfig.FIELD_NAME_IN_WORDS)
        Map<String, String> headers,

        @Setting("Where a request carries the token or key.")
        PlaceConfig place,

        @Setting(
                value =
                        "How a token is asked for: client_credentials, refresh_token, password, jwt_bearer (RFC 7523) or token_exchange (RFC 8693).",
                byDefault = "client_credentials")
        Grant grant,

        @Setting(
                value =
                        "URL of the provider whose metadata (RFC 8414, OpenID Connect Discovery) names what has no URL here.",
                pattern = ProviderUrl.PATTERN,
                expected = ProviderUrl.EXPECTED,
                example = "https://id.example.com")
        @Nullable
        String issuer,

        @Setting(
                value = "URL of the token endpoint.",
                pattern = ProviderUrl.PATTERN,
                expected = ProviderUrl.EXPECTED,
                example = "https://id.example.com/token")
        @Nullable
        String tokenUrl,

        @Setting(
                value = "URL to revoke tokens at (RFC 7009).",
                pattern = ProviderUrl.PATTERN,
                expected = ProviderUrl.EXPECTED,
                example = "https://id.example.com/revoke")
        @Nullable
        String revocationUrl,

        @Setting(value = "Client identifier.", example = "penstock") @Nullable
        String clientId,

        @Setting(value = "Client secret.", secret = true, example = "${CLIENT_SECRET:-a-secret}") @Nullable
        String clientSecret,

        @Setting(
                value =
                        "How the client proves who it is: basic, post, private_key_jwt, tls_client_auth (RFC 8705, with provider.tls) or none; where absent basic with a clientSecret, private_key_jwt with a clientAssertion, else none.",
                example = "basic")
        @Nullable
        ClientAuthentication clientAuthentication,

        @Setting("Key and claims that prove who the client is (RFC 7523, section 2.2), for private_key_jwt.") @Nullable
        JwtConfig clientAssertion,

        @Setting("Key and claims of what a token is asked for with (RFC 7523, section 2.1), for the grant jwt_bearer.")
        @Nullable
        JwtConfig assertion,

        @Setting("The tokens to exchange, for the grant token_exchange.") @Nullable
        TokenExchangeConfig exchange,

        @Setting(
                value =
                        "First refresh token, for the grant refresh_token. Once the provider has given another, that one is used until this one changes.",
                secret = true,
                example = "${REFRESH_TOKEN:-a-refresh-token}")
        @Nullable
        String refreshToken,

        @Setting(
                value = "Scopes to ask for.",
                byDefault = "[]",
                pattern = "[^\\s,\"\\\\]+",
                expected = "a scope without spaces, commas, quotes and backslashes")
        List<String> scopes,

        @Setting(value = "Audience to ask for.", example = "https://api.example.com") @Nullable
        String audience,

        @Setting(value = "Resources to ask for (RFC 8707).", byDefault = "[]")
        List<String> resources,

        @Setting("Form of token requests.") TokenRequestConfig request,

        @Setting("What differs where a token is asked for with a refresh token.")
        TokenRefreshConfig refresh,

        @Setting("Where the token endpoint's answer holds what.")
        TokenAnswerConfig answer,

        @Setting("How long before its end a token is replaced.")
        RefreshAheadConfig refreshAhead,

        @Setting(value = "Fetch a token at start, not at first use.", byDefault = "true")
        boolean eager,

        @Setting(
                value = "Time without use after which a token is left to lapse; 0 means never.",
                byDefault = "0s",
                min = "0s",
                max = "30d")
        Duration idle,

        @Setting(
                value = "Pause before another try after the provider has refused for good.",
                byDefault = "5m",
                min = "1s",
                max = "1d")
        Duration cooldown,

        @Setting(
                value =
                        "Where refresh tokens are kept: file (see store.dir) or memory, which forgets them at the end of the process.",
                byDefault = "file")
        Keeping store,

        @Setting("How the identity provider is called.") ProviderConfig provider) {

    /** A field name (RFC 9110, section 5.1), Java and ECMA 262. */
    static final String FIELD_NAME = "[A-Za-z0-9!#$%&'*+.^_`|~-]{1,256}";

    static final String FIELD_NAME_IN_WORDS = "a field name: letters, digits and !#$%&'*+.^_`|~-";

    /** Refuses a credential without what its type and its grant need. */
    public CredentialConfig {
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
        scopes = List.copyOf(scopes);
        resources = List.copyOf(resources);
        CredentialChecks checks = new CredentialChecks();
        switch (type) {
            case API_KEY -> {
                checks.needs("type", "api_key", "key", key);
                checks.needsPlace(place);
            }
            case BASIC -> {
                checks.needs("type", "basic", "username", username);
                checks.needs("type", "basic", "password", password);
                checks.basicUser(username);
            }
            case BEARER -> checks.needs("type", "bearer", "token", token);
            case SUPPLIED -> {}
            case HEADERS -> checks.needs("type", "headers", "headers", headers.isEmpty() ? null : headers);
            case OAUTH2 -> {
                checks.needsEndpoint(issuer, tokenUrl);
                switch (grant) {
                    case CLIENT_CREDENTIALS -> checks.needs("grant", "client_credentials", "clientId", clientId);
                    case REFRESH_TOKEN -> checks.needs("grant", "refresh_token", "refreshToken", refreshToken);
                    case PASSWORD -> {
                        checks.needs("grant", "password", "username", username);
                        checks.needs("grant", "password", "password", password);
                    }
                    case JWT_BEARER -> checks.needs("grant", "jwt_bearer", "assertion", assertion);
                    case TOKEN_EXCHANGE -> checks.needs("grant", "token_exchange", "exchange", exchange);
                }
                switch (clientAuthentication(clientAuthentication, clientSecret, clientAssertion)) {
                    case BASIC, POST -> {
                        checks.needs("clientAuthentication", "basic or post", "clientId", clientId);
                        checks.needs("clientAuthentication", "basic or post", "clientSecret", clientSecret);
                    }
                    case PRIVATE_KEY_JWT -> {
                        checks.needs("clientAuthentication", "private_key_jwt", "clientId", clientId);
                        checks.needs("clientAuthentication", "private_key_jwt", "clientAssertion", clientAssertion);
                    }
                    case TLS_CLIENT_AUTH -> {
                        checks.needs("clientAuthentication", "tls_client_auth", "clientId", clientId);
                        checks.needs(
                                "clientAuthentication",
                                "tls_client_auth",
                                "provider.tls.certFile",
                                provider.tls().certFile());
                    }
                    case NONE -> {}
                }
                boolean plain = provider.allowPlain();
                checks.provider("issuer", issuer, plain);
                checks.provider("tokenUrl", tokenUrl, plain);
                checks.provider("revocationUrl", revocationUrl, plain);
                checks.provider("refresh.url", refresh.url(), plain);
            }
        }
        checks.headers(headers, answer.keep());
        checks.done();
    }

    /** How the client proves who it is; where that is not set, it follows from what is. */
    public ClientAuthentication effectiveClientAuthentication() {
        return clientAuthentication(clientAuthentication, clientSecret, clientAssertion);
    }

    private static ClientAuthentication clientAuthentication(
            @Nullable ClientAuthentication set, @Nullable String secret, @Nullable JwtConfig assertion) {
        if (set != null) {
            return set;
        }
        return secret != null
                ? ClientAuthentication.BASIC
                : assertion != null ? ClientAuthentication.PRIVATE_KEY_JWT : ClientAuthentication.NONE;
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return "CredentialConfig[type=" + type + ", grant=" + grant + "]";
    }

    /** What a credential is. */
    public enum Type implements RegisteredWord {
        OAUTH2,
        API_KEY,
        BASIC,
        BEARER,
        HEADERS,
        SUPPLIED
    }

    /** How a token is asked for (RFC 6749, RFC 7523, RFC 8693). */
    public enum Grant implements RegisteredWord {
        CLIENT_CREDENTIALS,
        REFRESH_TOKEN,
        PASSWORD,
        JWT_BEARER,
        TOKEN_EXCHANGE
    }

    /** How a client proves who it is (RFC 6749, RFC 7523, RFC 8705). */
    public enum ClientAuthentication implements RegisteredWord {
        BASIC,
        POST,
        PRIVATE_KEY_JWT,
        TLS_CLIENT_AUTH,
        NONE
    }

    /** Where refresh tokens are kept. */
    public enum Keeping {
        FILE,
        MEMORY
    }
}
