package io.penstock.pool;

import io.penstock.config.UpstreamUrl;
import java.util.function.Consumer;

/** One open connection to an upstream, as far as the pool looks at it. Confined to the event loop that opened it. */
interface Link {

    /** Where it leads. */
    UpstreamUrl url();

    /** Whether it carries several requests at once (HTTP/2). */
    boolean multiplexed();

    /** How many requests the other side takes at once; 1 where it is not multiplexed. */
    int maxStreams();

    /** Whether the connection is still there as far as this side knows. */
    boolean alive();

    /** Tells once that the connection is gone, whoever closed it. */
    void onClosed(Runnable action);

    /** Tells that no further request may be sent: the other side said so, or the framing of its answers is in doubt. */
    void onUnfit(Consumer<Unfit> action);

    /** Asks for a sign of life, within the time limit of the settings; tells whether it came. */
    void ping(Consumer<Boolean> result);

    /**
     * Opens a request: writes its head, and sends that where no body follows, else with the first flush. Breaks it at once
     * where the connection is gone.
     *
     * @throws io.penstock.error.BadRequestException where the head cannot be sent without breaking its framing; nothing
     *     was sent then
     */
    LinkStream open(RequestHead head, LinkStream.Events events);

    /** Closes it at once. */
    void close();

    /** Why a link takes no further request. */
    enum Unfit {
        /** The other side is going away (HTTP/2 GOAWAY) and finishes what it has. */
        GOING_AWAY,
        /** Bytes came that belong to no request. */
        FRAMING
    }
}
