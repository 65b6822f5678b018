package io.penstock.gateway.inbound;

/**
 * Tells whether a path climbs above where it starts, in the eyes of any server that may read it. Pure.
 *
 * <p>Servers differ in what they take for a separator and for {@code ..}: some decode {@code %2e}, some drop what follows
 * a {@code ;} in a segment, some merge empty segments, some take {@code %2F}, {@code %5C} or a backslash for a slash. The
 * first three only ever make a path climb higher, so they are assumed. The separators cut both ways, so every combination
 * of them is tried. What a server would have to decode twice is not looked for.
 */
final class DotSegments {

    private static final int ENCODED_SLASH = 1;
    private static final int BACKSLASH = 2;
    private static final int COMBINATIONS = 4;

    private DotSegments() {}

    /** Whether the part of {@code target} from {@code start} to its query ever climbs above its own beginning. */
    static boolean climb(String target, int start) {
        int end = RequestTarget.endOfPath(target);
        if (!mayClimb(target, start, end)) {
            return false;
        }
        for (int separators = 0; separators < COMBINATIONS; separators++) {
            if (climbs(target, start, end, separators)) {
                return true;
            }
        }
        return false;
    }

    /** Two dots in a row, written either way, are needed to climb; hardly any path has them. */
    private static boolean mayClimb(String path, int start, int end) {
        int dots = 0;
        int i = start;
        while (i < end) {
            int length = dotLength(path, i, end);
            dots = length > 0 ? dots + 1 : 0;
            if (dots == 2) {
                return true;
            }
            i += Math.max(1, length);
        }
        return false;
    }

    private static boolean climbs(String path, int start, int end, int separators) {
        int depth = 0;
        int segment = start;
        int i = start;
        while (i <= end) {
            int separator = i == end ? 1 : separatorLength(path, i, end, separators);
            if (separator == 0) {
                i++;
                continue;
            }
            depth += step(path, segment, i);
            if (depth < 0) {
                return true;
            }
            i += separator;
            segment = i;
        }
        return false;
    }

    private static int separatorLength(String path, int i, int end, int separators) {
        char c = path.charAt(i);
        if (c == '/') {
            return 1;
        }
        boolean backslashes = (separators & BACKSLASH) != 0;
        if (c == '\\') {
            return backslashes ? 1 : 0;
        }
        if (c != '%') {
            return 0;
        }
        int octet = RequestTarget.octet(path, i, end);
        boolean separates = (octet == '/' && (separators & ENCODED_SLASH) != 0) || (octet == '\\' && backslashes);
        return separates ? 3 : 0;
    }

    /** −1 for a segment that climbs, 0 for one that stays, 1 for one that descends. */
    private static int step(String path, int start, int end) {
        int dots = 0;
        int i = start;
        while (i < end && !endsName(path, i, end)) {
            int length = dotLength(path, i, end);
            if (length == 0) {
                return 1;
            }
            dots++;
            i += length;
        }
        return switch (dots) {
            case 0, 1 -> 0;
            case 2 -> -1;
            default -> 1;
        };
    }

    private static boolean endsName(String path, int i, int end) {
        return path.charAt(i) == ';' || RequestTarget.octet(path, i, end) == ';';
    }

    private static int dotLength(String path, int i, int end) {
        if (path.charAt(i) == '.') {
            return 1;
        }
        return RequestTarget.octet(path, i, end) == '.' ? 3 : 0;
    }
}
