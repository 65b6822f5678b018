package io.penstock.gateway.inbound;

import io.netty.util.AsciiString;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
        add(fields, copy, true);
        return copy.add(VIA, via(received));
    }

    /** The fields to send to a caller: see {@link #addForCaller}. */
    public static MultiMap forCaller(MultiMap fields, HttpVersion received) {
        MultiMap copy = HttpHeaders.headers();
        addForCaller(fields, received, copy);
        return copy;
    }

    /**
     * Adds the fields to send to a caller. {@code Trailer} stays, because trailers of answers are forwarded.
     *
     * @param received the HTTP version that the answer came in
     * @param target where they are added
     */
    public static void addForCaller(MultiMap fields, HttpVersion received, MultiMap target) {
        add(fields, target, false);
        target.add(VIA, via(received));
    }

    private static void add(MultiMap fields, MultiMap target, boolean toUpstream) {
        Set<String> named = namedByConnection(fields);
        for (var all = each(fields); all.hasNext(); ) {
            var field = all.next();
            CharSequence name = field.getKey();
            if (!isHopByHop(name) && !(toUpstream && isForPenstock(name)) && !isNamed(named, name)) {
                target.add(name, field.getValue());
            }
        }
    }

    /** Every field; as the decoder left it where it can be had so, since a string costs a copy. */
    private static Iterator<? extends Map.Entry<? extends CharSequence, ? extends CharSequence>> each(MultiMap fields) {
        return fields instanceof io.netty.handler.codec.http.HttpHeaders decoded
                ? decoded.iteratorCharSequence()
                : fields.iterator();
    }

    private static boolean isHopByHop(CharSequence name) {
        return switch (name.length()) {
            case 2 -> is("te", name);
            case 7 -> is("upgrade", name);
            case 10 -> is("connection", name) || is("keep-alive", name);
            case 14 -> is("http2-settings", name);
            case 16 -> is("proxy-connection", name);
            case 17 -> is("transfer-encoding", name);
            case 18 -> is("proxy-authenticate", name);
            case 19 -> is("proxy-authorization", name);
            default -> false;
        };
    }

    /** What an upstream must not see: its Host is another one, and the rest is a matter between caller and Penstock. */
    private static boolean isForPenstock(CharSequence name) {
        return switch (name.length()) {
            case 4 -> is("host", name);
            case 7 -> is("trailer", name);
            default -> AsciiString.regionMatches(name, true, 0, OWN_PREFIX, 0, OWN_PREFIX.length());
        };
    }

    private static boolean is(String lowerCase, CharSequence name) {
        return AsciiString.contentEqualsIgnoreCase(lowerCase, name);
    }

    private static boolean isNamed(Set<String> named, CharSequence name) {
        return !named.isEmpty() && named.contains(name.toString().toLowerCase(Locale.ROOT));
    }

    private static Set<String> namedByConnection(MultiMap fields) {
        if (!fields.contains(HttpHeaders.CONNECTION)) {
            return Set.of();
        }
        List<String> values = fields.getAll(HttpHeaders.CONNECTION);
        if (values.size() == 1 && (is("keep-alive", values.get(0)) || is("close", values.get(0)))) {
            // What nearly every Connection says; neither is the name of a field that could pass.
            return Set.of();
        }
        Set<String> named = new HashSet<>();
        for (String value : values) {
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
