package io.penstock.config;

/** What ends the time in which requests are gathered for a batch. */
public enum BatchMode {
    /** The answer to the batch before them; where none is on its way, a request goes at once. */
    WHILE_IN_FLIGHT,
    /** The end of a window that the first of them opens. */
    WINDOW
}
