package io.penstock.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what is wrong with a configuration, so that all of it can be said at once. */
final class Problems {
    /** More than a person will read in one go; a bound on what a hostile file can cost. */
    static final int MOST = 200;

    private final List<Located> found = new ArrayList<>();
    private int count;

    void add(Origin origin, String path, String value, String expected) {
        count++;
        if (found.size() < MOST) {
            found.add(
                    new Located(origin, new ConfigProblem(origin.toString(), path, Masking.readable(value), expected)));
        }
    }

    /** How many were added, those beyond the bound included. */
    int count() {
        return count;
    }

    /** Whether further problems are only counted, so that nothing costly need be done to describe them. */
    boolean full() {
        return count >= MOST;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** Those kept, in the order of the sources and of the file's lines. */
    List<ConfigProblem> sorted() {
        return found.stream()
                .sorted(Comparator.comparing(Located::origin))
                .map(Located::problem)
                .toList();
    }

    private record Located(Origin origin, ConfigProblem problem) {}
}
