package io.penstock.batching.pages;

import org.jspecify.annotations.Nullable;

/** How far a number has come (RFC 8259, section 6). */
enum NumberPart {
    START(false),
    MINUS(false),
    ZERO(true),
    WHOLE(true),
    POINT(false),
    FRACTION(true),
    EXPONENT_MARK(false),
    EXPONENT_SIGN(false),
    EXPONENT(true);

    private final boolean complete;

    NumberPart(boolean complete) {
        this.complete = complete;
    }

    /** Whether the number may end here. */
    boolean complete() {
        return complete;
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
