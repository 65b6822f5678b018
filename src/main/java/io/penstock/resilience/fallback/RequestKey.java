package io.penstock.resilience.fallback;

import io.penstock.exchange.Exchange;
import io.vertx.core.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells which requests are the same: those with the same method, target and fields, so that an answer never reaches a
 * caller with other credentials or other wishes. Fields that only tell of the way, or of the client program, do not
 * count; those that tell by which name it was called do, since links in the answer may hold that. A key is a digest
 * (SHA-256): it holds no secret.
 */
final class RequestKey {

    private static final Set<String> NOT_COMPARED = Set.of(
            "user-agent",
            "via",
            "x-forwarded-for",
            "x-real-ip",
            "x-request-id",
            "x-correlation-id",
            "traceparent",
            "tracestate",
            "baggage",
            "date",
            "priority",
            "cache-control",
            "pragma");

    private RequestKey() {}

    /** The key of a request as it is now; null where its answer must not be kept (RFC 9111, section 5.2.1.5). */
    static @Nullable String of(Exchange exchange) {
        if (ListField.members(exchange.headers(), HttpHeaders.CACHE_CONTROL).anyMatch(ListField.NO_STORE::equals)) {
            return null;
        }
        List<String> lines = new ArrayList<>();
        for (Map.Entry<String, String> field : exchange.headers()) {
            String name = field.getKey().toLowerCase(Locale.ROOT);
            if (!NOT_COMPARED.contains(name)) {
                lines.add(name + ':' + field.getValue());
            }
        }
        Collections.sort(lines);
        MessageDigest digest = sha256();
        digest.update(bytes(exchange.method().name() + ' ' + exchange.target()));
        for (String line : lines) {
            digest.update((byte) '\n');
            digest.update(bytes(line));
        }
        return new String(digest.digest(), StandardCharsets.ISO_8859_1);
    }

    /** Whether requests that differ in a field, written in lower case, have different keys; false for {@code *}. */
    static boolean compares(String field) {
        return !field.equals("*") && !NOT_COMPARED.contains(field);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
