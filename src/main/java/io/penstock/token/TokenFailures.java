package io.penstock.token;

import java.util.Locale;

/** Failures that are not the provider's. */
final class TokenFailures {

    private TokenFailures() {}

    /** The failure, or one that stands for a defect: of that nothing is known, and its message may hold anything. */
    static TokenFailure known(Throwable failure) {
        return failure instanceof TokenFailure known
                ? known
                : new TokenFailure(
                        TokenFailure.Kind.ANSWER_LOST,
                        "internal-error",
                        "the request failed with " + failure.getClass().getSimpleName(),
                        -1);
    }

    static TokenFailure refusedForNow(String code, String detail) {
        return new TokenFailure(TokenFailure.Kind.REFUSED_FOR_NOW, code, detail, -1);
    }

    /** The value of a metric's label, such as {@code answer_lost}. */
    static String label(TokenFailure.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
