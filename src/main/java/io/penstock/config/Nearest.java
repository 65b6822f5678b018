package io.penstock.config;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Finds the known name that a misspelt one most likely meant. */
final class Nearest {
    private static final int LONGEST = 128;

    private Nearest() {}

    /**
     * The name with the fewest edits from {@code word} for its length, the first of several; null where there is none.
     * For its length, so that {@code maxBody} is nearer to {@code maxRequestBody} than to {@code match}.
     */
    static @Nullable String to(String word, Collection<String> known) {
        String cut = word.length() > LONGEST ? word.substring(0, LONGEST) : word;
        String nearest = null;
        double least = Double.MAX_VALUE;
        for (String candidate : known) {
            double longer = Math.max(1, Math.max(cut.length(), candidate.length()));
            boolean mayBeNearer = Math.abs(cut.length() - candidate.length()) / longer < least;
            double distance = mayBeNearer ? edits(cut, candidate) / longer : Double.MAX_VALUE;
            if (distance < least) {
                least = distance;
                nearest = candidate;
            }
        }
        return nearest;
    }

    /** Insertions, deletions, substitutions and swaps of neighbours between two words, whatever their case. */
    static int edits(String a, String b) {
        int[] twoAbove = new int[b.length() + 1];
        int[] above = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substitution = above[j - 1] + (same(a, i, b, j) ? 0 : 1);
                row[j] = Math.min(substitution, Math.min(above[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && same(a, i, b, j - 1) && same(a, i - 1, b, j)) {
                    row[j] = Math.min(row[j], twoAbove[j - 2] + 1);
                }
            }
            int[] free = twoAbove;
            twoAbove = above;
            above = row;
            row = free;
        }
        return above[b.length()];
    }

    private static boolean same(String a, int i, String b, int j) {
        return Character.toLowerCase(a.charAt(i - 1)) == Character.toLowerCase(b.charAt(j - 1));
    }
}
