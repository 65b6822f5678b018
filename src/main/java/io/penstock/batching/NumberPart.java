package io.penstock.batching;

import org.jspecify.annotations.Nullable;

/** How far a number has come (RFC 8259, section 6). */
enum NumberPart {
    START(false, false),
    MINUS(false, false),
    ZERO(true, false),
    WHOLE(true, true),
    POINT(false, false),
    FRACTION(true, true),
    EXPONENT_MARK(false, false),
    EXPONENT_SIGN(false, false),
    EXPONENT(true, true);

    private final boolean complete;
    private final boolean repeats;

    NumberPart(boolean complete, boolean repeats) {
        this.complete = complete;
        this.repeats = repeats;
    }

    /** Whether the number may end here. */
    boolean complete() {
        return complete;
    }

    /** Whether one more digit changes nothing. */
    boolean repeats() {
        return repeats;
    }

    /** How far it has come with one more byte; null where that does not belong to it. */
    @Nullable
    NumberPart after(byte b) {
        boolean digit = b >= '0' && b <= '9';
        return switch (this) {
            case START -> b == '-' ? MINUS : digit ? firstDigit(b) : null;
            case MINUS -> digit ? firstDigit(b) : null;
            case ZERO -> b == '.' ? POINT : exponent(b);
            case WHOLE -> digit ? WHOLE : b == '.' ? POINT : exponent(b);
            case POINT -> digit ? FRACTION : null;
            case FRACTION -> digit ? FRACTION : exponent(b);
            case EXPONENT_MARK -> digit ? EXPONENT : b == '+' || b == '-' ? EXPONENT_SIGN : null;
            case EXPONENT_SIGN, EXPONENT -> digit ? EXPONENT : null;
        };
    }

    private static NumberPart firstDigit(byte b) {
        return b == '0' ? ZERO : WHOLE;
    }

    private static @Nullable NumberPart exponent(byte b) {
        return b == 'e' || b == 'E' ? EXPONENT_MARK : null;
    }
}
