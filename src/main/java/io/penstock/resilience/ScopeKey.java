package io.penstock.resilience;

import io.penstock.config.LimitScope;
import io.penstock.config.UpstreamConfig;
import io.penstock.exchange.Exchange;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Whose call it is, as a limit or a breaker sees it. Thread-safe. Never holds a credential: only a digest of it. */
public sealed interface ScopeKey {

    /** Calls that nothing tells apart. */
    ScopeKey ALL = new Named("all");

    /** The bytes of a SHA-256 that are kept: enough that no two callers are taken for one. */
    int DIGEST_BYTES = 16;

    /**
     * Tells whose calls they are.
     *
     * @param credential what signs the calls that the gateway signs; null where it signs none
     * @param consumerHeader the field that names the consumer; null where none does
     */
    record Reader(@Nullable ScopeKey credential, @Nullable String consumerHeader) {

        /** What tells the calls of an upstream apart. */
        public static Reader of(UpstreamConfig upstream) {
            String credential = upstream.credential();
            return new Reader(credential == null ? null : new Named(credential), upstream.consumerHeader());
        }

        /** The key of an exchange in a scope. */
        public ScopeKey read(Exchange exchange, LimitScope scope) {
            return switch (scope) {
                case UPSTREAM -> ALL;
                case CONSUMER ->
                    consumerHeader == null ? ALL : named(exchange.headers().get(consumerHeader));
                case CREDENTIAL -> exchange.signed() ? credentialOr(ALL) : ALL;
                case AUTHORIZATION ->
                    exchange.signed()
                            ? credentialOr(ALL)
                            : digest(exchange.headers().get("authorization"));
            };
        }

        private ScopeKey credentialOr(ScopeKey other) {
            return credential != null ? credential : other;
        }
    }

    private static ScopeKey named(@Nullable String name) {
        return name == null ? ALL : name.length() <= Named.LONGEST ? new Named(name) : digest(name);
    }

    private static ScopeKey digest(@Nullable String secret) {
        if (secret == null) {
            return ALL;
        }
        try {
            byte[] whole = MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
            return new Digest(Arrays.copyOf(whole, DIGEST_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new LinkageError("this Java has no SHA-256, which every Java must have", e);
        }
    }

    /** By name: a configured one, or a consumer's. */
    record Named(String name) implements ScopeKey {

        /** Longer ones are held as digests, so that a key is small whatever a caller sends. */
        static final int LONGEST = 128;
    }

    /** By what only the caller has. */
    final class Digest implements ScopeKey {

        private final byte[] bytes;

        private Digest(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Digest digest && Arrays.equals(bytes, digest.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }
    }
}
