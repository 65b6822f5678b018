package io.penstock.app;

/** A step of an examination that failed: what was seen, and what to do. */
final class StepFailedException extends Exception {

    private final String advice;

    StepFailedException(String seen, String advice) {
        super(seen, null, false, false);
        this.advice = advice;
    }

    /** What to do. */
    String advice() {
        return advice;
    }
}
