package io.penstock.token;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;

/** Key pairs for tests, and the judgement of what was signed with them by nothing but the JDK. */
final class Keys {

    private Keys() {}

    /** A fresh pair for an algorithm of RFC 7518 or RFC 8037. */
    static KeyPair of(String algorithm) {
        try {
            KeyPairGenerator generator = switch (algorithm) {
                case "RS256" -> KeyPairGenerator.getInstance("RSA");
                case "ES256" -> KeyPairGenerator.getInstance("EC");
                default -> KeyPairGenerator.getInstance("Ed25519");
            };
            if (!algorithm.equals("EdDSA")) {
                generator.initialize(algorithm.equals("RS256") ? 2_048 : 256);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The private key as the configuration wants it. */
    static String pem(KeyPair pair) {
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(pair.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
    }

    /** Whether a JWT's signature is that of the pair. */
    static boolean signed(String jwt, KeyPair pair, String algorithm) {
        try {
            int end = jwt.lastIndexOf('.');
            Signature verifier = Signature.getInstance(
                    switch (algorithm) {
                        case "RS256" -> "SHA256withRSA";
                        case "ES256" -> "SHA256withECDSAinP1363Format";
                        default -> "Ed25519";
                    });
            verifier.initVerify(pair.getPublic());
            verifier.update(jwt.substring(0, end).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            return verifier.verify(Base64.getUrlDecoder().decode(jwt.substring(end + 1)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
