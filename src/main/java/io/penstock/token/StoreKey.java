package io.penstock.token;

import io.penstock.error.ConfigurationException;
import io.penstock.error.Problem;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** The key that a token store is sealed with: AES-256-GCM, with a new random nonce for each seal. Thread-safe. */
final class StoreKey {

    /** The environment variable that holds it. */
    static final String VARIABLE = "PENSTOCK_STORE_KEY";

    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SecretKeySpec key;

    private StoreKey(byte[] key) {
        this.key = new SecretKeySpec(key, "AES");
    }

    /** Reads a key of 32 bytes in base64 or hex; throws ConfigurationException, without the text, where it is none. */
    static StoreKey parse(String text) {
        String stripped = text.strip();
        byte[] bytes = stripped.length() == 2 * KEY_BYTES ? hex(stripped) : base64(stripped);
        if (bytes.length != KEY_BYTES) {
            throw malformed(bytes.length + " bytes");
        }
        return new StoreKey(bytes);
    }

    private static byte[] hex(String text) {
        try {
            return HexFormat.of().parseHex(text);
        } catch (IllegalArgumentException e) {
            throw malformed("64 characters that are not hex");
        }
    }

    private static byte[] base64(String text) {
        try {
            boolean forUrls = text.indexOf('-') >= 0 || text.indexOf('_') >= 0;
            return (forUrls ? Base64.getUrlDecoder() : Base64.getDecoder()).decode(text);
        } catch (IllegalArgumentException e) {
            throw malformed("something that is neither base64 nor hex");
        }
    }

    private static ConfigurationException malformed(String what) {
        return new ConfigurationException(
                Problem.CONFIGURATION, VARIABLE + " holds " + what + "; expected 32 bytes as base64 or hex");
    }

    /** Nonce, ciphertext and tag; {@code context} must be the same to open it. */
    byte[] seal(byte[] plain, byte[] context) {
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, context).doFinal(plain);
            byte[] whole = Arrays.copyOf(nonce, nonce.length + sealed.length);
            System.arraycopy(sealed, 0, whole, nonce.length, sealed.length);
            return whole;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has AES-GCM", e);
        }
    }

    /** What was sealed; fails where key, context or bytes are others. */
    byte[] open(byte[] whole, byte[] context) throws GeneralSecurityException {
        if (whole.length < NONCE_BYTES) {
            throw new GeneralSecurityException("too short");
        }
        byte[] nonce = Arrays.copyOf(whole, NONCE_BYTES);
        return cipher(Cipher.DECRYPT_MODE, nonce, context).doFinal(whole, NONCE_BYTES, whole.length - NONCE_BYTES);
    }

    private Cipher cipher(int mode, byte[] nonce, byte[] context) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(context);
        return cipher;
    }
}
