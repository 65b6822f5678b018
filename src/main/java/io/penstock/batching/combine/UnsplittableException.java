package io.penstock.batching.combine;

/** The answer to a batch is not what the route's settings say. Says what was found and what was expected; without a stack trace. */
final class UnsplittableException extends RuntimeException {

    private static final long serialVersionUID = 1;

    UnsplittableException(String detail) {
        super(detail, null, false, false);
    }

    /** What was found, and what was expected. */
    String detail() {
        return String.valueOf(getMessage());
    }
}
