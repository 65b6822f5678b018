package io.penstock.compression;

import java.util.List;

/** A set of media types. Immutable. */
final class MediaTypes {

    // Arrays, which are gone through without an iterator: it is done for each answer.
    private final String[] exact;
    private final String[] beginnings;
    private final String[] suffixes;

    /** The types that the patterns stand for, in small letters: {@code a/b}, {@code a/*}, or {@code +suffix}. */
    MediaTypes(List<String> patterns) {
        suffixes = patterns.stream().filter(MediaTypes::isSuffix).toArray(String[]::new);
        beginnings = patterns.stream()
                .filter(MediaTypes::isBeginning)
                .map(pattern -> pattern.substring(0, pattern.length() - 1))
                .toArray(String[]::new);
        exact = patterns.stream()
                .filter(pattern -> !isSuffix(pattern) && !isBeginning(pattern))
                .toArray(String[]::new);
    }

    private static boolean isSuffix(String pattern) {
        return pattern.startsWith("+");
    }

    private static boolean isBeginning(String pattern) {
        return !isSuffix(pattern) && pattern.endsWith("/*");
    }

    /** Whether the type of a {@code Content-Type} field, whatever its parameters, is one of them. */
    boolean contain(String contentType) {
        int end = end(contentType);
        for (String type : exact) {
            if (type.length() == end && contentType.regionMatches(true, 0, type, 0, end)) {
                return true;
            }
        }
        for (String beginning : beginnings) {
            if (end > beginning.length() && contentType.regionMatches(true, 0, beginning, 0, beginning.length())) {
                return true;
            }
        }
        for (String suffix : suffixes) {
            int from = end - suffix.length();
            if (from > 0 && contentType.regionMatches(true, from, suffix, 0, suffix.length())) {
                return true;
            }
        }
        return false;
    }

    private static int end(String contentType) {
        int end = contentType.indexOf(';');
        end = end < 0 ? contentType.length() : end;
        while (end > 0 && contentType.charAt(end - 1) <= ' ') {
            end--;
        }
        return end;
    }
}
