package io.penstock.loadtest;

import java.util.Locale;

/** Numbers for people, the same in every locale. */
final class Figures {

    private Figures() {}

    /** A number of things, in groups of three digits. */
    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** Milliseconds to two or more digits. */
    static String millis(double millis) {
        return decimal(millis, millis < 10 ? 2 : millis < 100 ? 1 : 0);
    }

    /** A number with so many digits after the point. */
    static String decimal(double number, int digits) {
        return String.format(Locale.ROOT, "%,." + digits + "f", number);
    }

    /** A number without the zeros that end its fraction. */
    static String trimmed(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }
}
