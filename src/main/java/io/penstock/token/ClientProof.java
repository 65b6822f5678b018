package io.penstock.token;

import io.penstock.config.CredentialConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Adds to a request what proves who the client is (RFC 6749, section 2.3; RFC 7523, section 2.2; RFC 8705). */
final class ClientProof {

    private static final String ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private final CredentialConfig config;
    private final @Nullable JwtSigner signer;

    ClientProof(Vertx vertx, String credential, CredentialConfig config) {
        this.config = config;
        boolean signs = config.effectiveClientAuthentication() == CredentialConfig.ClientAuthentication.PRIVATE_KEY_JWT;
        this.signer = signs && config.clientAssertion() != null
                ? new JwtSigner(vertx, config.clientAssertion(), "credentials." + credential + ".clientAssertion")
                : null;
    }

    /**
     * The form with the proof in it.
     *
     * @param tokenUrl whom a signed proof is for
     * @param now the time at the provider
     */
    Future<TokenForm> addTo(TokenForm form, String tokenUrl, Instant now) {
        String id = config.clientId();
        String secret = config.clientSecret();
        switch (config.effectiveClientAuthentication()) {
            case BASIC -> {
                String authorization = basic(Objects.requireNonNull(id), Objects.requireNonNull(secret));
                form.withHeader("Authorization", authorization)
                        .keepSecret(secret)
                        .keepSecret(authorization.substring("Basic ".length()));
            }
            case POST -> form.with("client_id", id).withSecret("client_secret", secret);
            case PRIVATE_KEY_JWT -> {
                return Objects.requireNonNull(signer)
                        .sign(id, id, tokenUrl, now)
                        .map(assertion -> form.with("client_id", id)
                                .with("client_assertion_type", ASSERTION_TYPE)
                                .withSecret("client_assertion", assertion));
            }
            case TLS_CLIENT_AUTH, NONE -> form.with("client_id", id);
        }
        return Future.succeededFuture(form);
    }

    /** Both parts are encoded as in a form before they are joined: either may hold a colon (RFC 6749, section 2.3.1). */
    private static String basic(String id, String secret) {
        String joined = TokenForm.encode(id) + ":" + TokenForm.encode(secret);
        return "Basic " + Base64.getEncoder().encodeToString(joined.getBytes(StandardCharsets.UTF_8));
    }
}
