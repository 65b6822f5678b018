package io.penstock.gateway.inbound;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Copies the fields that travel from end to end, in order and with repeated ones apart, and leaves behind what belongs to
 * one connection only (RFC 9110, section 7.6.1): the hop-by-hop fields and those that {@code Connection} names. Pure.
 *
 * <p>{@code Connection} cannot name away what frames, addresses or describes the message: a caller could otherwise make
 * Penstock and the upstream see two different messages.
 */
public final class HeaderFilter {

    private static final String OWN_PREFIX = "penstock-";
    private static final CharSequence VIA = HttpHeaders.createOptimized("via");
    private static final CharSequence VIA_1_1 = HttpHeaders.createOptimized("1.1 penstock");
    private static final CharSequence VIA_1_0 = HttpHeaders.createOptimized("1.0 penstock");
    private static final CharSequence VIA_2 = HttpHeaders.createOptimized("2.0 penstock");
    private static final Set<String> NEVER_NAMED =
            Set.of("host", "content-length", "content-type", "content-encoding", "content-range");

    private HeaderFilter() {}

    /**
     * The fields to send to an upstream: with its {@code Host}, without what is meant for Penstock ({@code Penstock-…}),
     * and without {@code Trailer}, because trailers of requests are not forwarded.
     *
     * @param received the HTTP version that the request came in
     * @param host the upstream's authority
     */
    public static MultiMap forUpstream(MultiMap fields, HttpVersion received, String host) {
        MultiMap copy = HttpHeaders.headers().add(HttpHeaders.HOST, host);
        Set<String> named = namedByConnection(fields);
        fields.forEach((name, value) -> {
            if (!isHopByHop(name) && !isForPenstock(name) && (named.isEmpty() || !isNamed(named, name))) {
                copy.add(name, value);
            }
        });
        return copy.add(VIA, via(received));
    }

    /**
     * The fields to send to a caller. {@code Trailer} stays, because trailers of answers are forwarded.
     *
     * @param received the HTTP version that the answer came in
     */
    public static MultiMap forCaller(MultiMap fields, HttpVersion received) {
        MultiMap copy = HttpHeaders.headers();
        Set<String> named = namedByConnection(fields);
        fields.forEach((name, value) -> {
            if (!isHopByHop(name) && (named.isEmpty() || !isNamed(named, name))) {
                copy.add(name, value);
            }
        });
        return copy.add(VIA, via(received));
    }

    private static boolean isHopByHop(String name) {
        return switch (name.length()) {
            case 2 -> name.equalsIgnoreCase("te");
            case 7 -> name.equalsIgnoreCase("upgrade");
            case 10 -> name.equalsIgnoreCase("connection") || name.equalsIgnoreCase("keep-alive");
            case 14 -> name.equalsIgnoreCase("http2-settings");
            case 16 -> name.equalsIgnoreCase("proxy-connection");
            case 17 -> name.equalsIgnoreCase("transfer-encoding");
            case 18 -> name.equalsIgnoreCase("proxy-authenticate");
            case 19 -> name.equalsIgnoreCase("proxy-authorization");
            default -> false;
        };
    }

    /** What an upstream must not see: its Host is another one, and the rest is a matter between caller and Penstock. */
    private static boolean isForPenstock(String name) {
        return (name.length() == 4 && name.equalsIgnoreCase("host"))
                || (name.length() == 7 && name.equalsIgnoreCase("trailer"))
                || name.regionMatches(true, 0, OWN_PREFIX, 0, OWN_PREFIX.length());
    }

    private static boolean isNamed(Set<String> named, String name) {
        return named.contains(name.toLowerCase(Locale.ROOT));
    }

    private static Set<String> namedByConnection(MultiMap fields) {
        if (!fields.contains(HttpHeaders.CONNECTION)) {
            return Set.of();
        }
        Set<String> named = new HashSet<>();
        for (String value : fields.getAll(HttpHeaders.CONNECTION)) {
            for (String option : value.split(",", -1)) {
                named.add(option.trim().toLowerCase(Locale.ROOT));
            }
        }
        named.removeAll(NEVER_NAMED);
        return named;
    }

    private static CharSequence via(HttpVersion received) {
        return switch (received) {
            case HTTP_1_0 -> VIA_1_0;
            case HTTP_1_1 -> VIA_1_1;
            case HTTP_2 -> VIA_2;
        };
    }
}
