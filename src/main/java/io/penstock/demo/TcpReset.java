package io.penstock.demo;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;

/** Closes connections as a crashing peer does: with a TCP RST. Vert.x offers no way to it but its inner channel. */
final class TcpReset {

    private TcpReset() {}

    /** Resets the connection; called on its event loop. */
    static void of(HttpConnection connection) {
        Channel channel = ((ConnectionBase) connection).channel();
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
        channel.unsafe().close(channel.voidPromise());
    }
}
