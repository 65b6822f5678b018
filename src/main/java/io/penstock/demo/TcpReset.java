package io.penstock.demo;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.penstock.exchange.VertxInternals;
import io.vertx.core.http.HttpConnection;

/** Closes connections as a crashing peer does: with a TCP RST. */
final class TcpReset {

    private TcpReset() {}

    /** Resets the connection; called on its event loop. */
    static void of(HttpConnection connection) {
        Channel channel = VertxInternals.pipeline(connection).channel();
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
        channel.unsafe().close(channel.voidPromise());
    }
}
