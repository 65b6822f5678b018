package io.penstock.gateway.inbound;

import io.penstock.error.NotFoundException;
import io.penstock.error.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the upstream that a request is for by the first segment of its path, else the one that is served at {@code /}.
 * Segments are compared byte by byte: case counts, and escapes are not decoded. Immutable; any thread.
 *
 * @param <T> what is kept for an upstream
 */
public final class UpstreamTable<T> {

    private static final int SHOWN = 5;
    private static final int LONGEST_COMPARED = 64;

    private final String[] segments;
    private final List<T> upstreams;
    private final @Nullable T atRoot;

    /** A table of upstreams by their prefixes, each {@code /} or one segment with a slash before it. */
    public UpstreamTable(Map<String, ? extends T> byPrefix) {
        TreeMap<String, T> sorted = new TreeMap<>(byPrefix);
        this.atRoot = sorted.remove("/");
        this.segments =
                sorted.keySet().stream().map(prefix -> prefix.substring(1)).toArray(String[]::new);
        this.upstreams = List.copyOf(sorted.values());
    }

    /** The upstream for a target in origin form; null where there is none. */
    public @Nullable T find(String target) {
        int end = endOfSegment(target);
        int low = 0;
        int high = segments.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = compare(segments[middle], target, end);
            if (order == 0) {
                return upstreams.get(middle);
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return atRoot;
    }

    /** The failure for a target that no upstream was found for; it names the nearest known prefixes. */
    public NotFoundException unknown(String target) {
        String asked = target.substring(1, endOfSegment(target));
        List<String> known = new ArrayList<>(List.of(segments));
        String compared = asked.substring(0, Math.min(asked.length(), LONGEST_COMPARED));
        known.sort(Comparator.comparingInt((String segment) -> distance(segment, compared))
                .thenComparing(Comparator.naturalOrder()));
        StringBuilder detail =
                new StringBuilder("'/").append(Characters.excerpt(asked)).append("'; expected ");
        if (known.isEmpty()) {
            return unknownUpstream(detail.append("nothing: no upstream is configured"));
        }
        for (int i = 0; i < Math.min(SHOWN, known.size()); i++) {
            detail.append(i == 0 ? "/" : ", /").append(known.get(i));
        }
        if (known.size() > SHOWN) {
            detail.append(" or one of ").append(known.size() - SHOWN).append(" more");
        }
        return unknownUpstream(detail);
    }

    private static NotFoundException unknownUpstream(StringBuilder detail) {
        return new NotFoundException(Problem.UNKNOWN_UPSTREAM, detail.toString());
    }

    private static int endOfSegment(String target) {
        int end = 1;
        while (end < target.length() && target.charAt(end) != '/' && target.charAt(end) != '?') {
            end++;
        }
        return end;
    }

    /** Orders a segment against the first one of a target as {@link String#compareTo} would. */
    private static int compare(String segment, String target, int end) {
        int length = end - 1;
        int common = Math.min(segment.length(), length);
        for (int i = 0; i < common; i++) {
            int difference = segment.charAt(i) - target.charAt(i + 1);
            if (difference != 0) {
                return difference;
            }
        }
        return segment.length() - length;
    }

    /** The least number of characters to insert, delete or replace (Levenshtein), whatever their case. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                boolean same = Character.toLowerCase(a.charAt(i - 1)) == Character.toLowerCase(b.charAt(j - 1));
                int replaced = diagonal + (same ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
