package io.penstock.pool;

import io.penstock.config.UpstreamUrl;
import io.penstock.metrics.Retirement;
import org.jspecify.annotations.Nullable;

/**
 * The use of one connection, or of one stream of it, for one request. Confined to the event loop that asked for it, which
 * may be another one than the connection's: then it is borrowed, and giving it back takes a hop.
 */
final class Lease {

    private final PooledConnection connection;
    private final Shard borrower;
    private final boolean reused;
    private final boolean fresh;
    private boolean released;
    private boolean stream;

    Lease(PooledConnection connection, Shard borrower) {
        this.connection = connection;
        this.borrower = borrower;
        this.reused = connection.used();
        this.fresh = connection.fresh();
    }

    /** Whether the connection had served a request before. */
    boolean reused() {
        return reused;
    }

    /** Whether the connection was opened for it, so that it cannot have died while nobody used it. */
    boolean fresh() {
        return fresh;
    }

    /** Whether the connection goes to that URL. */
    boolean leadsTo(UpstreamUrl url) {
        return connection.link().url().equals(url);
    }

    /** Whether the connection carries other requests too (HTTP/2), so that giving up one does not cost the others. */
    boolean multiplexed() {
        return connection.link().multiplexed();
    }

    /** Opens the one request on the leased connection, on the borrower's event loop, where its events come too. */
    LinkStream open(RequestHead head, LinkStream.Events events) {
        Shard lender = connection.shard();
        return borrower == lender
                ? connection.link().open(head, events)
                : BorrowedStream.open(connection.link(), lender::execute, head, borrower::execute, events);
    }

    /** Notes that the server closes the connection after it was idle for so long, as its {@code Keep-Alive} field says. */
    void serverKeepsAlive(long nanos) {
        connection.serverKeepsAlive(nanos);
    }

    /** Claims one of the places for answers that do not end; false where none is left. Always true on HTTP/2. */
    boolean claimStream() {
        if (multiplexed() || stream) {
            return true;
        }
        stream = borrower.ledger().startStream();
        return stream;
    }

    /**
     * Gives the lease back; later calls do nothing.
     *
     * @param unfit why the connection must not serve another request; null where it may
     */
    void release(@Nullable Retirement unfit) {
        if (released) {
            return;
        }
        released = true;
        if (stream) {
            borrower.ledger().endStream();
        }
        connection.shard().giveBack(this, unfit);
    }

    PooledConnection connection() {
        return connection;
    }

    Shard borrower() {
        return borrower;
    }
}
