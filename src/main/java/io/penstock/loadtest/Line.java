package io.penstock.loadtest;

import io.vertx.core.Future;

/** One of the generator's connections. Confined to its event loop. */
interface Line {

    /**
     * Makes a call; the line has no other until it ends.
     *
     * @param path path and query
     * @return how it ended; never fails, and completes on the line's event loop
     */
    Future<Reply> call(String path);
}
