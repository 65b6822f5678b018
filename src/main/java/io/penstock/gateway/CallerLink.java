package io.penstock.gateway;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.penstock.exchange.VertxInternals;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;

/**
 * What carries one exchange to its caller: a connection of HTTP/1, or a stream of HTTP/2. Knows the ways to end it.
 * Confined to its event loop.
 */
final class CallerLink {

    /** HTTP/2 CANCEL and NO_ERROR (RFC 9113, section 7). */
    private static final long CANCEL = 8;

    private static final long NO_ERROR = 0;

    private final HttpServerRequest request;
    private final boolean multiplexed;

    CallerLink(HttpServerRequest request) {
        this.request = request;
        this.multiplexed = request.version() == HttpVersion.HTTP_2;
    }

    /** Whether it is one stream of many, which can end without the others. */
    boolean multiplexed() {
        return multiplexed;
    }

    /** A figure that changes whenever the caller takes some of what is written; 0 where that cannot be seen. */
    long room() {
        if (multiplexed) {
            return 0;
        }
        Channel channel = pipeline().channel();
        return channel.bytesBeforeUnwritable() - channel.bytesBeforeWritable();
    }

    /** Closes the connection once all that was written has left; waits for a caller that does not take it. */
    void closeWhenWritten() {
        request.connection().close();
    }

    /** Tells the caller of a stream whose answer is whole that the rest of its body is not wanted. */
    void refuseRest() {
        request.response().reset(NO_ERROR);
    }

    /**
     * Ends an answer that is not whole, after what was written of it.
     *
     * @param endsByClose whether the caller would take the end of its connection for the end of the answer
     */
    void breakOff(boolean endsByClose) {
        if (multiplexed) {
            request.response().reset(CANCEL);
            return;
        }
        if (endsByClose) {
            // A FIN would say that all is well.
            pipeline().channel().config().setOption(ChannelOption.SO_LINGER, 0);
        }
        closeWhenWritten();
    }

    /** Ends it now, whatever the caller has not yet taken. */
    void cut() {
        if (multiplexed) {
            request.response().reset(CANCEL);
        } else {
            VertxInternals.cut(request.connection());
        }
    }

    private ChannelPipeline pipeline() {
        return VertxInternals.pipeline(request.connection());
    }

    /** The length of a request's body as its head announces it: 0 for none, −1 where it is not known before the end. */
    static long announcedLength(HttpServerRequest request) {
        String length = request.headers().get(HttpHeaders.CONTENT_LENGTH);
        if (length != null) {
            return Long.parseLong(length);
        }
        boolean mayHaveBody =
                request.version() == HttpVersion.HTTP_2 || request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
        return mayHaveBody ? -1 : 0;
    }
}
