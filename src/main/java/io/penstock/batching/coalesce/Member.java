package io.penstock.batching.coalesce;

import io.netty.buffer.ByteBuf;
import io.penstock.error.PenstockException;
import io.vertx.core.MultiMap;
import org.jspecify.annotations.Nullable;

/** One of those who read a shared body, as the event loop of the call sees it: how far it is. Confined to that loop. */
abstract class Member {

    /** What it reads next; null where it has all that came. */
    SharedBody.@Nullable Piece at;

    /** The weight of what it has read. */
    long taken;

    /** Whether it was told how the body ended. */
    boolean ended;

    /** Whether it takes no more at present. */
    boolean stopped;

    /** Whether it takes more at present. */
    abstract boolean ready();

    /** The next bytes, which are its own from now on. */
    abstract void data(ByteBuf bytes);

    /** The body is whole. */
    abstract void end(MultiMap trailers);

    /** The body broke. */
    abstract void broken(PenstockException failure);
}
