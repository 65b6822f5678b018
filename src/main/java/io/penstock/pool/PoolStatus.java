package io.penstock.pool;

import org.jspecify.annotations.Nullable;

/**
 * A look at one upstream's pool.
 *
 * @param upstream the upstream's name
 * @param url its base URL
 * @param size the most connections at once
 * @param open the connections that are open
 * @param active those that carry a request
 * @param idle those that carry none
 * @param dialing the connections being opened
 * @param waiting the calls that wait for a connection
 * @param streams the event streams that hold a connection
 * @param lastFailure why the last dial failed, or null where it did not
 */
public record PoolStatus(
        String upstream,
        String url,
        int size,
        int open,
        int active,
        int idle,
        int dialing,
        int waiting,
        int streams,
        @Nullable String lastFailure) {

    /** {@code up} with a connection, {@code down} after a failed dial, else {@code idle}. */
    public String state() {
        if (open > 0) {
            return "up";
        }
        return lastFailure != null ? "down" : "idle";
    }
}
