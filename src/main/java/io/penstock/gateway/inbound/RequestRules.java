package io.penstock.gateway.inbound;

import io.penstock.error.BadRequestException;
import io.penstock.error.Problem;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a request must be like to be forwarded, whichever HTTP version it came in. Immutable; any thread. */
public final class RequestRules {

    private static final List<String> STANDARD_METHODS =
            List.of("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS");

    private final Set<String> methods;
    private final String allow;
    private final int maxFields;

    /**
     * The rules of one server.
     *
     * @param extraMethods methods that are forwarded beside the standard ones
     * @param maxFields the most field lines of a head
     */
    public RequestRules(List<String> extraMethods, int maxFields) {
        Set<String> all = new HashSet<>(STANDARD_METHODS);
        all.addAll(extraMethods);
        this.methods = Set.copyOf(all);
        this.allow = String.join(", ", STANDARD_METHODS)
                + (extraMethods.isEmpty() ? "" : ", " + String.join(", ", extraMethods));
        this.maxFields = maxFields;
    }

    /** The value of {@code Allow} that a {@link Problem#METHOD_NOT_ALLOWED} must carry (RFC 9110, section 15.5.6). */
    public String allow() {
        return allow;
    }

    /** Why the request must not be forwarded; null where it may be. */
    public @Nullable BadRequestException check(
            HttpVersion version, HttpMethod method, String target, MultiMap headers) {
        if (!methods.contains(method.name())) {
            return methodRefused(method.name());
        }
        if (version == HttpVersion.HTTP_2 && moreFieldsThan(maxFields, headers)) {
            return new BadRequestException(
                    Problem.HEAD_TOO_LARGE, "more than " + maxFields + " fields; expected at most that many");
        }
        String host = headers.get(HttpHeaders.HOST);
        if (host != null && !Authority.isValid(host)) {
            return malformed("Host '" + Characters.excerpt(host) + "'; expected a host name and an optional port");
        }
        String upgrade = headers.get(HttpHeaders.UPGRADE);
        if (upgrade != null) {
            return upgradeRefused(upgrade);
        }
        String expectation = headers.get(HttpHeaders.EXPECT);
        if (expectation != null && !expectation.equalsIgnoreCase("100-continue")) {
            return new BadRequestException(
                    Problem.EXPECTATION_FAILED,
                    "Expect '" + Characters.excerpt(expectation) + "'; expected 100-continue");
        }
        return checkForm(target, host);
    }

    /** The origin form, {@code /path?query}, of a target that {@link #check} found good. */
    public static String originForm(String target) {
        if (target.charAt(0) == '/') {
            return target;
        }
        int authority = target.indexOf("://") + 3;
        int path = Authority.end(target, authority);
        if (path == target.length()) {
            return "/";
        }
        String rest = target.substring(path);
        return rest.charAt(0) == '/' ? rest : "/" + rest;
    }

    static BadRequestException upgradeRefused(String protocol) {
        return new BadRequestException(
                Problem.UPGRADE_UNSUPPORTED, "Upgrade to '" + Characters.excerpt(protocol) + "'; expected none");
    }

    private BadRequestException methodRefused(String method) {
        return method.equals("TRACE") || method.equals("CONNECT")
                ? new BadRequestException(Problem.METHOD_NOT_ALLOWED, method + "; expected one of " + allow)
                : new BadRequestException(
                        Problem.METHOD_NOT_IMPLEMENTED,
                        "'" + Characters.excerpt(method) + "'; expected one of " + allow);
    }

    private static @Nullable BadRequestException checkForm(String target, @Nullable String host) {
        if (!target.isEmpty() && target.charAt(0) == '/') {
            return null;
        }
        if (target.equals("*")) {
            return malformed("target '*'; expected the path of an upstream");
        }
        int schemeEnd = target.indexOf("://");
        if (!isHttp(target, schemeEnd)) {
            return malformed("target '" + Characters.excerpt(target) + "'; expected a path that begins with '/'");
        }
        int authority = schemeEnd + 3;
        int end = Authority.end(target, authority);
        boolean agrees = host != null
                && host.length() == end - authority
                && target.regionMatches(true, authority, host, 0, host.length());
        return agrees ? null : malformed("absolute target for another authority than Host; expected the same");
    }

    private static boolean isHttp(String target, int schemeEnd) {
        return (schemeEnd == 4 && target.regionMatches(true, 0, "http", 0, 4))
                || (schemeEnd == 5 && target.regionMatches(true, 0, "https", 0, 5));
    }

    private static boolean moreFieldsThan(int limit, MultiMap headers) {
        int[] count = {0};
        headers.forEach((name, value) -> count[0]++);
        return count[0] > limit;
    }

    private static BadRequestException malformed(String detail) {
        return new BadRequestException(Problem.BAD_REQUEST, detail);
    }
}
