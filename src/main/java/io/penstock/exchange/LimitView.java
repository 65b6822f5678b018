package io.penstock.exchange;

/**
 * The limit that kept a call from being sent, as its caller is told ({@code RateLimit} and its like).
 *
 * @param limit the requests of a window; −1 where that is not known
 * @param windowNanos the length of the window, or what is left of it; −1 where that is not known
 * @param left the requests that are left of it
 * @param waitNanos the time after which the call may be sent
 */
public record LimitView(long limit, long windowNanos, long left, long waitNanos) {}
