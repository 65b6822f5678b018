package io.penstock.token;

import io.penstock.config.JwtConfig;
import io.penstock.error.ConfigurationException;
import io.penstock.error.Problem;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Signs JWTs that prove who a client is, or what a token is asked for with (RFC 7523, section 3). */
final class JwtSigner {

    private final Vertx vertx;
    private final JwtConfig config;
    private final JWTAuth auth;
    private final JWTOptions options;

    /**
     * A signer with its key.
     *
     * @param setting the section that holds the key, for messages
     * @throws ConfigurationException if the key is none for the algorithm
     */
    JwtSigner(Vertx vertx, JwtConfig config, String setting) {
        this.vertx = vertx;
        this.config = config;
        String algorithm = config.algorithm().registered();
        JsonObject header = new JsonObject();
        if (config.keyId() != null) {
            header.put("kid", config.keyId());
        }
        this.options =
                new JWTOptions().setAlgorithm(algorithm).setHeader(header).setNoTimestamp(true);
        try {
            this.auth = JWTAuth.create(
                    vertx,
                    new JWTAuthOptions()
                            .addPubSecKey(new PubSecKeyOptions()
                                    .setAlgorithm(algorithm)
                                    .setBuffer(config.key())));
            auth.generateToken(new JsonObject(), options);
        } catch (RuntimeException e) {
            // Without the cause, whose message may hold a part of the key.
            throw new ConfigurationException(
                    Problem.CONFIGURATION,
                    setting + ".key: a key that cannot sign; expected a private key in PEM (PKCS #8) for " + algorithm);
        }
    }

    /**
     * A JWT with a jti of its own. Signed on a worker: an RSA signature takes longer than an event loop may.
     *
     * @param clientId the issuer where the settings name none
     * @param subject the subject where the settings name none; null for no such claim
     * @param audience the audience where the settings name none
     * @param now the time at the provider
     */
    Future<String> sign(@Nullable String clientId, @Nullable String subject, String audience, Instant now) {
        JsonObject claims = new JsonObject();
        put(claims, "iss", config.issuer() != null ? config.issuer() : clientId);
        put(claims, "sub", config.subject() != null ? config.subject() : subject);
        put(claims, "aud", config.audience() != null ? config.audience() : audience);
        claims.put("jti", UUID.randomUUID().toString());
        claims.put("iat", now.getEpochSecond());
        claims.put("exp", now.plus(config.life()).getEpochSecond());
        config.claims().forEach(claims::put);
        return vertx.executeBlocking(() -> auth.generateToken(claims, options), false);
    }

    private static void put(JsonObject claims, String name, @Nullable String value) {
        if (value != null) {
            claims.put(name, value);
        }
    }
}
