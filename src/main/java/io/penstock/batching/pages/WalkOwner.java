package io.penstock.batching.pages;

import io.penstock.exchange.Exchange;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Whose a walk is and what it asks for, as a digest: all of the request but the fields that say nothing of either. */
final class WalkOwner {

    private static final Set<String> OF_ONE_REQUEST = Set.of(
            "accept",
            "accept-encoding",
            "baggage",
            "cache-control",
            "date",
            "expect",
            "forwarded",
            "idempotency-key",
            "pragma",
            "priority",
            "traceparent",
            "tracestate",
            "user-agent",
            "via",
            "x-correlation-id",
            "x-forwarded-for",
            "x-forwarded-host",
            "x-forwarded-proto",
            "x-real-ip",
            "x-request-id");

    private WalkOwner() {}

    /** The owner of a walk, by the request that asks for it. */
    static byte[] of(Exchange exchange, Buffer body) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            add(digest, exchange.route().upstream());
            add(digest, exchange.method().name());
            add(digest, exchange.target());
            for (Map.Entry<String, String> field : fields(exchange).entrySet()) {
                add(digest, field.getKey());
                add(digest, field.getValue());
            }
            digest.update(body.getBytes());
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("no SHA-256; expected one in every Java platform", e);
        }
    }

    private static Map<String, String> fields(Exchange exchange) {
        Map<String, String> fields = new TreeMap<>();
        exchange.headers().forEach((name, value) -> {
            String lowerCase = name.toLowerCase(Locale.ROOT);
            if (!OF_ONE_REQUEST.contains(lowerCase)) {
                fields.merge(lowerCase, value, (first, second) -> first + '\n' + second);
            }
        });
        return fields;
    }

    /** With its length before it, so that no two lists of texts look the same. */
    private static void add(MessageDigest digest, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update(Integer.toString(bytes.length).getBytes(StandardCharsets.US_ASCII));
        digest.update((byte) ':');
        digest.update(bytes);
    }
}
