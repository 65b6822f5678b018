package io.penstock.gateway.inbound;

import io.penstock.error.BadRequestException;
import io.penstock.error.Problem;
import org.jspecify.annotations.Nullable;

/**
 * Turns the target that a caller asks for into the one that an upstream is asked for: the prefix under which the upstream
 * is served is taken off, its base path is put before, and every other byte stays as it is. {@code /crm/contacts?page=2}
 * becomes {@code /v2/contacts?page=2}. Immutable; any thread.
 */
public final class PathMapping {

    private final String prefix;
    private final String basePath;
    private final String base;

    /**
     * The mapping of one upstream.
     *
     * @param prefix {@code /} or one segment with a slash before it
     * @param basePath the path of the upstream's URL, empty or beginning with a slash
     */
    public PathMapping(String prefix, String basePath) {
        this.prefix = prefix.equals("/") ? "" : prefix;
        this.basePath = basePath;
        this.base = basePath.endsWith("/") ? basePath.substring(0, basePath.length() - 1) : basePath;
    }

    /**
     * Why a target in origin form must not be forwarded: it is malformed, or some server could read its dot segments so
     * that they leave the upstream's base path. Null where it may.
     */
    public @Nullable BadRequestException check(String target) {
        BadRequestException malformed = RequestTarget.check(target);
        if (malformed != null) {
            return malformed;
        }
        return DotSegments.climb(target, prefix.length())
                ? new BadRequestException(
                        Problem.PATH_ESCAPES_UPSTREAM,
                        "dot segments in the path that leave " + (prefix.isEmpty() ? "/" : prefix)
                                + "; expected a path below it")
                : null;
    }

    /** The target to ask the upstream for; {@link #check} must have found nothing against {@code target}. */
    public String map(String target) {
        int rest = prefix.length();
        if (rest < target.length() && target.charAt(rest) == '/') {
            String below = target.substring(rest);
            return base.isEmpty() ? below : base.concat(below);
        }
        String path = basePath.isEmpty() ? "/" : basePath;
        return rest == target.length() ? path : path.concat(target.substring(rest));
    }
}
