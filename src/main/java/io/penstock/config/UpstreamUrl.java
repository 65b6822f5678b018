package io.penstock.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An upstream's base URL in its parts (RFC 3986).
 *
 * @param secure whether it is https
 * @param host the name or address in lower case, an IPv6 address without brackets
 * @param port the port, 443 or 80 where the URL names none
 * @param basePath the path without a slash at its end; empty where there is none
 */
public record UpstreamUrl(boolean secure, String host, int port, String basePath) {
    /** Java and ECMA 262. */
    static final String PATTERN = "(https?://[^\\s/?#@]+|\\$\\{credential\\.[A-Za-z][A-Za-z0-9_]*})(/[^\\s?#]*)?";

    /** What the pattern asks for, in words. */
    static final String EXPECTED =
            "http:// or https://, a host, and at most a port and a base path: no user, query or fragment";

    private static final Pattern FORM = Pattern.compile("(https?)://(\\[[0-9A-Fa-f:.]{2,45}]|[A-Za-z0-9._-]{1,253})"
            + "(?::([0-9]{1,5}))?((?:/[A-Za-z0-9._~!$&'()*+,;=:@%-]*)*)");
    private static final Pattern BAD_ESCAPE = Pattern.compile("%(?![0-9A-Fa-f]{2})");

    /**
     * Reads a base URL.
     *
     * @throws IllegalArgumentException if it is none, with {@link #flaw} as the message
     */
    public static UpstreamUrl parse(String text) {
        String flaw = RunTimeValues.in(text) ? "a URL without values that only a token's answer tells" : flaw(text);
        if (flaw != null) {
            throw new IllegalArgumentException(Masking.readable(text) + "; expected " + flaw);
        }
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalStateException("a URL without a flaw has the form of one");
        }
        boolean secure = form.group(1).equals("https");
        String host = form.group(2).toLowerCase(Locale.ROOT);
        int port = form.group(3) != null ? Integer.parseInt(form.group(3)) : secure ? 443 : 80;
        return new UpstreamUrl(
                secure, host.startsWith("[") ? host.substring(1, host.length() - 1) : host, port, base(form.group(4)));
    }

    /** What a base URL would need to be right, or null where nothing is wrong with it. */
    static @Nullable String flaw(String text) {
        return RunTimeValues.in(text) ? flawOfTemplate(text) : flawOfUrl(text);
    }

    /** A whole URL, or parts of one behind https://, may come at run time. */
    private static @Nullable String flawOfTemplate(String text) {
        if (!text.startsWith("https://") && !text.startsWith("${credential.")) {
            return "https://, or a ${credential.NAME} that holds it: no other address is taken from a token's answer";
        }
        String whole = RunTimeValues.PLACEHOLDER.matcher(text).replaceAll("x");
        return flawOfUrl(whole.startsWith("https://") ? whole : "https://" + whole);
    }

    private static @Nullable String flawOfUrl(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return EXPECTED;
        }
        String port = form.group(3);
        if (port != null && (Integer.parseInt(port) < 1 || Integer.parseInt(port) > 65_535)) {
            return "a port from 1 to 65535";
        }
        if (BAD_ESCAPE.matcher(form.group(4)).find()) {
            return "two hexadecimal digits after each % of the path";
        }
        return hasDotSegment(form.group(4)) ? "a base path without the segments . and .." : null;
    }

    /** Whether a path has a segment that is {@code .} or {@code ..}, written plainly or escaped. */
    static boolean hasDotSegment(String path) {
        return Arrays.stream(path.split("/", -1))
                .map(segment -> segment.replaceAll("%2[eE]", "."))
                .anyMatch(segment -> segment.equals(".") || segment.equals(".."));
    }

    private static String base(String path) {
        int end = path.length();
        while (end > 0 && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(0, end);
    }

    /** The value of a {@code Host} field (RFC 9110, section 7.2): brackets around IPv6, the port unless it is the scheme's. */
    public String authority() {
        String name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return port == (secure ? 443 : 80) ? name : name + ":" + port;
    }
}
