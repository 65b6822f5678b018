package io.penstock.demo;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Clock;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Tells who asks for a token: {@code demo} with its secret in the body or in an {@code Authorization} field (RFC 6749,
 * section 2.3.1), {@code signed} with a JWT of its own (RFC 7523, section 2.2), or {@code public} with nothing at all.
 * Thread-safe.
 */
final class ClientCheck {

    private static final String JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private static final int MAX_ASSERTIONS = 10_000;
    private static final Map<String, String> SIGNATURES =
            Map.of("RS256", "SHA256withRSA", "ES256", "SHA256withECDSAinP1363Format", "EdDSA", "Ed25519");
    private static final Map<String, String> KEYS = Map.of("RS256", "RSA", "ES256", "EC", "EdDSA", "Ed25519");

    private final Set<String> seen = ConcurrentHashMap.newKeySet();
    private volatile @Nullable String signersKey;

    /** Sets the public key of {@code signed}, in base64 of its X.509 form. */
    void register(String key) {
        signersKey = key;
    }

    /** The client's name; null where the request does not prove any. */
    @Nullable
    String client(@Nullable String authorization, JsonObject parameters) {
        if (authorization != null) {
            return basic(authorization);
        }
        String assertion = parameters.getString("client_assertion");
        if (assertion != null && JWT_BEARER.equals(parameters.getString("client_assertion_type"))) {
            return signedBy(assertion) ? "signed" : null;
        }
        String id = parameters.getString("client_id");
        boolean proven = "public".equals(id)
                || ("demo".equals(id) && DemoApi.CLIENT_SECRET.equals(parameters.getString("client_secret")));
        return proven ? id : null;
    }

    private static @Nullable String basic(String authorization) {
        if (!authorization.regionMatches(true, 0, "Basic ", 0, 6)) {
            return null;
        }
        try {
            String pair = new String(Base64.getDecoder().decode(authorization.substring(6)), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            String secret = URLDecoder.decode(pair.substring(colon + 1), StandardCharsets.UTF_8);
            return pair.startsWith("demo:") && DemoApi.CLIENT_SECRET.equals(secret) ? "demo" : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Whether a JWT is signed by {@code signed}, still valid, and was not seen before. */
    boolean signedBy(String jwt) {
        String[] parts = jwt.split("\\.", -1);
        String key = signersKey;
        if (parts.length != 3 || key == null) {
            return false;
        }
        try {
            String algorithm = json(parts[0]).getString("alg", "");
            JsonObject claims = json(parts[1]);
            return SIGNATURES.containsKey(algorithm)
                    && verified(algorithm, key, parts)
                    && claims.getLong("exp", 0L) * 1_000 > Clock.systemUTC().millis()
                    && fresh(claims.getString("jti"));
        } catch (IllegalArgumentException | ClassCastException | DecodeException | GeneralSecurityException e) {
            return false;
        }
    }

    private static boolean verified(String algorithm, String key, String[] parts) throws GeneralSecurityException {
        byte[] encoded = Base64.getDecoder().decode(key);
        PublicKey publicKey =
                KeyFactory.getInstance(KEYS.get(algorithm)).generatePublic(new X509EncodedKeySpec(encoded));
        Signature signature = Signature.getInstance(SIGNATURES.get(algorithm));
        signature.initVerify(publicKey);
        signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
        return signature.verify(Base64.getUrlDecoder().decode(parts[2]));
    }

    private boolean fresh(@Nullable String id) {
        if (seen.size() >= MAX_ASSERTIONS) {
            seen.clear();
        }
        return id != null && seen.add(id);
    }

    private static JsonObject json(String part) {
        return new JsonObject(new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8));
    }
}
