package io.penstock.batching;

import java.security.SecureRandom;

/**
 * The key under which fingerprints are taken: 128 bits that nobody outside the process knows, so that nobody can make two
 * requests with the same fingerprint. Fingerprints compare only where they were taken under the same key.
 */
public record FingerprintKey(long first, long second) {

    /** A new one, drawn from the system's source of randomness. */
    public static FingerprintKey random() {
        SecureRandom random = new SecureRandom();
        return new FingerprintKey(random.nextLong(), random.nextLong());
    }

    /** Says nothing of its value. */
    @Override
    public String toString() {
        return "FingerprintKey";
    }
}
