package io.penstock.exchange;

import io.penstock.error.PenstockException;
import io.vertx.core.MultiMap;
import org.jspecify.annotations.Nullable;

/**
 * Leave to send a request: what a limiter or a breaker says at the moment of sending, when the connection is leased, and
 * what it is told afterwards. One gate serves all event loops, so it is thread-safe; each call of it comes on the loop of
 * its exchange, never waits, and on the way of a permit that is granted allocates nothing.
 *
 * <p>Each permit granted is followed by exactly one of {@link #giveBack}, {@link #answered} and {@link #failed}, and
 * {@link #answered} by at most one {@link #broken}. {@link #ended} ends all but the first. All of them name the moment at which the permit was granted, so that a
 * gate need keep nothing for each attempt: which of its periods a permit belongs to, and how long the answer took, is
 * told by the clock.
 */
public interface Gate {

    /** The verdict that grants a permit. */
    long GRANTED = 0;

    /**
     * Asks for leave to send now.
     *
     * @param nowNanos the moment, on the wheel's clock; the permit is known by it from now on
     * @return {@link #GRANTED}; or more: the nanoseconds after which it is worth asking again, so that the call keeps its
     *     place in the queue until then, if it has the time; or less: the call must not wait, and the negated nanoseconds
     *     are what its caller is told to wait
     */
    long tryAcquire(Exchange exchange, long nowNanos);

    /** Gives a permit back as if it had never been granted: its request was not sent. */
    void giveBack(Exchange exchange, long grantedNanos);

    /**
     * Tells a refusal, for the caller.
     *
     * @param waitNanos how long to wait before another try, as the verdict said or as {@link #forecastNanos} did
     */
    PenstockException refusal(Exchange exchange, long waitNanos);

    /**
     * Whose calls wait in one line: calls with the same scope are granted in the order of that line, so that one of them
     * that has to wait holds back those behind it, and nobody else.
     *
     * @return an equal object for the same scope
     */
    default Object scope(Exchange exchange) {
        return this;
    }

    /**
     * How long a call would have to wait, in nanoseconds, if it stood behind so many others of its scope; at most what it
     * will really be. 0 where nothing is known.
     */
    default long forecastNanos(Exchange exchange, int ahead, long nowNanos) {
        return 0;
    }

    /**
     * Why a call that waits in the queue should wait no longer, since it would be refused whenever its turn came; null where it
     * may go on. Asked when the gate has told whoever watches it that it has shut for some calls; takes no permit.
     */
    default @Nullable PenstockException shut(Exchange exchange) {
        return null;
    }

    /** A call that was held back was granted a permit after so many nanoseconds, all its waits together. */
    default void waited(long nanos) {}

    /** The head of the answer came, whatever its status. The fields are read now or never. */
    void answered(Exchange exchange, long grantedNanos, int status, MultiMap headers);

    /**
     * No head came.
     *
     * @param failure why: a {@link io.penstock.error.CancelledException} where the caller left
     */
    void failed(Exchange exchange, long grantedNanos, PenstockException failure);

    /** No connection could be had, so that no permit was asked for; {@code failure} says why. */
    default void unreachable(Exchange exchange, PenstockException failure) {}

    /**
     * The body of an answer whose head had come broke off on the upstream's side.
     *
     * @param status what {@link #answered} was told
     */
    default void broken(Exchange exchange, long grantedNanos, int status, PenstockException failure) {}

    /**
     * The request that was sent with a permit, and its answer, have ended, body included, or were given up. Comes once for each
     * permit that was not given back, before or after what the answer's end is told by.
     *
     * @return whether a call of its {@link #scope} that was held back may now be granted
     */
    default boolean ended(Exchange exchange) {
        return false;
    }

    /** The gate that grants every permit, and of which there is one: a path without limits is told by it. */
    static Gate open() {
        return OpenGate.INSTANCE;
    }

    /** Both gates, asked in this order, granted or refused together; either may be {@link #open()}. */
    static Gate both(Gate first, Gate second) {
        if (first == open()) {
            return second;
        }
        return second == open() ? first : new BothGates(first, second);
    }
}
