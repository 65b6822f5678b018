package io.penstock.loadtest;

import java.util.List;

/**
 * Whether a gateway with everything on met a bar of its scenario, in all its runs together.
 *
 * @param name what was counted
 * @param expected the bar
 * @param found the count
 */
public record Verdict(String name, String expected, String found, boolean met) {

    static Verdict none(String name, long found) {
        return new Verdict(name, "none", Figures.count(found), found == 0);
    }

    static Verdict atMost(String name, long most, long found) {
        return new Verdict(name, "at most " + Figures.count(most), Figures.count(found), found <= most);
    }

    static Verdict atMost(String name, double most, double found) {
        return new Verdict(name, "at most " + decimal(most), decimal(found), found <= most);
    }

    static Verdict atLeast(String name, long least, long found) {
        return new Verdict(name, "at least " + Figures.count(least), Figures.count(found), found >= least);
    }

    static Verdict atLeast(String name, double least, double found) {
        return new Verdict(name, "at least " + decimal(least), decimal(found), found >= least);
    }

    static boolean allMet(List<Verdict> verdicts) {
        return verdicts.stream().allMatch(Verdict::met);
    }

    private static String decimal(double number) {
        return Figures.decimal(number, 2);
    }
}
