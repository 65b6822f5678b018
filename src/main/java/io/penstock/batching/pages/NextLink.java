package io.penstock.batching.pages;

import io.penstock.config.UpstreamUrl;
import io.penstock.error.NetworkException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Turns the URL of a next page into a target for the same upstream. Only what leads to the upstream's own origin, below its base
 * path, is followed: credentials go with it.
 */
final class NextLink {

    private final @Nullable UpstreamUrl upstream;

    /**
     * The links of an upstream.
     *
     * @param upstream its URL; null where it is not known beforehand: then links may only be relative
     */
    NextLink(@Nullable UpstreamUrl upstream) {
        this.upstream = upstream;
    }

    /**
     * The target that a link leads to.
     *
     * @param from the target of the page that it was found on
     * @throws NetworkException where it leads elsewhere, or cannot be a URL
     */
    String resolve(String from, String link) {
        for (int i = 0; i < link.length(); i++) {
            if (link.charAt(i) <= ' ' || link.charAt(i) > '~' || link.charAt(i) == '\\') {
                throw Broken.page("a next link with characters that no URL has; expected a URL");
            }
        }
        String plain = link.indexOf('#') < 0 ? link : link.substring(0, link.indexOf('#'));
        String target = target(from, plain);
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        String base = upstream == null ? "" : upstream.basePath();
        boolean below = path.startsWith(base) && (path.length() == base.length() || path.charAt(base.length()) == '/');
        if (!below || hasDotSegment(path)) {
            throw Broken.elsewhere("a next link to another path; expected one below the upstream's base path");
        }
        return target;
    }

    private String target(String from, String link) {
        if (link.startsWith("//")) {
            return absolute(upstream == null || upstream.secure() ? "https:" + link : "http:" + link);
        }
        int colon = link.indexOf(':');
        int slash = link.indexOf('/');
        int query = link.indexOf('?');
        boolean scheme = colon > 0 && (slash < 0 || colon < slash) && (query < 0 || colon < query);
        if (scheme) {
            return absolute(link);
        }
        if (link.startsWith("/")) {
            return link;
        }
        int end = from.indexOf('?') < 0 ? from.length() : from.indexOf('?');
        if (link.startsWith("?")) {
            return from.substring(0, end) + link;
        }
        if (link.isEmpty()) {
            return from;
        }
        return from.substring(0, from.lastIndexOf('/', end - 1) + 1) + link;
    }

    private String absolute(String link) {
        int authority = link.indexOf("//") + 2;
        int end = authority;
        while (end < link.length() && link.charAt(end) != '/' && link.charAt(end) != '?') {
            end++;
        }
        if (authority < 2 || !sameOrigin(link.substring(0, end))) {
            throw Broken.elsewhere("a next link to another origin; expected one to the upstream's own");
        }
        String rest = link.substring(end);
        return rest.startsWith("/") ? rest : "/" + rest;
    }

    private boolean sameOrigin(String origin) {
        UpstreamUrl own = upstream;
        if (own == null) {
            return false;
        }
        String host = own.host().indexOf(':') >= 0 ? "[" + own.host() + "]" : own.host();
        String mine = (own.secure() ? "https://" : "http://") + host.toLowerCase(Locale.ROOT);
        String asked = origin.toLowerCase(Locale.ROOT);
        boolean standard = own.port() == (own.secure() ? 443 : 80);
        return asked.equals(mine + ":" + own.port()) || (standard && asked.equals(mine));
    }

    /** In the eyes of any server: some decode a path first, take a backslash for a slash, or drop what follows a semicolon. */
    private static boolean hasDotSegment(String path) {
        String decoded = path.toLowerCase(Locale.ROOT)
                .replace("%2e", ".")
                .replace("%2f", "/")
                .replace("%5c", "/")
                .replace("%3b", ";");
        for (String segment : decoded.split("/", -1)) {
            String name = segment.split(";", 2)[0];
            if (name.equals(".") || name.equals("..")) {
                return true;
            }
        }
        return false;
    }
}
