package io.penstock.pool;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The connections of a shard that have room for a request, the one to use next first. Confined to the shard's event loop,
 * but for {@link #size}.
 */
final class Lineup {

    private final ArrayDeque<PooledConnection> line = new ArrayDeque<>();
    private volatile int size;

    @Nullable
    PooledConnection first() {
        return line.peekFirst();
    }

    /** Puts a connection in front where it has room and does not stand in the line yet. */
    void addFirst(PooledConnection connection) {
        if (!connection.listed() && connection.available()) {
            connection.listed(true);
            line.addFirst(connection);
            size = line.size();
        }
    }

    /** Puts a connection at the end where it has room, wherever it stood. */
    void addLast(PooledConnection connection) {
        remove(connection);
        if (connection.available()) {
            connection.listed(true);
            line.addLast(connection);
            size = line.size();
        }
    }

    void remove(PooledConnection connection) {
        if (connection.listed()) {
            connection.listed(false);
            line.remove(connection);
            size = line.size();
        }
    }

    /** How many there are, as of a moment ago; read on any thread. */
    int size() {
        return size;
    }
}
