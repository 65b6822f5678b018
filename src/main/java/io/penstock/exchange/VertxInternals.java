package io.penstock.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.buffer.impl.BufferImpl;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.impl.EventBusImpl;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.impl.HttpClientConnectionInternal;
import io.vertx.core.http.impl.HttpServerImpl;
import io.vertx.core.http.impl.UnpooledHttpClientConnection;
import io.vertx.core.http.impl.headers.HeadersMultiMap;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.VertxWrapper;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.core.net.impl.NetServerImpl;
import io.vertx.core.net.impl.NetServerInternal;
import io.vertx.core.net.impl.ServerID;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BooleanSupplier;

/**
 * The only place that knows Vert.x from the inside, so that a new version of Vert.x is a change of one file. What it
 * gives has no public way: the Netty pipeline of a connection, in both directions and before its first byte, all addresses
 * of a name, promises that belong to a context, who listens where, and whether anybody listens to an event.
 */
public final class VertxInternals {

    /** The name of Vert.x's codec in the pipeline of a connection of HTTP/1.1. */
    public static final String CODEC = "codec";

    /** The name of Vert.x's own handler in the pipeline of a connection. */
    public static final String HANDLER = "handler";

    private static final MethodHandle ACTUAL = actualGetter();

    private static final MethodHandle LISTENERS = listenersGetter();

    private VertxInternals() {}

    /** The Netty pipeline under a connection of a client or a server. To be touched on the connection's event loop only. */
    public static ChannelPipeline pipeline(HttpConnection connection) {
        return base(connection).channel().pipeline();
    }

    /** The context in which a connection was opened. */
    public static Context context(HttpConnection connection) {
        return base(connection).context();
    }

    private static ConnectionBase base(HttpConnection connection) {
        HttpConnection bare =
                connection instanceof UnpooledHttpClientConnection unpooled ? actual(unpooled) : connection;
        return (ConnectionBase) bare;
    }

    /**
     * Runs the action in the context, on whose event loop the caller is: what a handler of our own in the pipeline of a
     * connection has to do, since Vert.x looks to the current context for its timers and its checks. What the action throws
     * is thrown.
     */
    public static void dispatch(Context context, Runnable action) {
        ContextInternal inner = (ContextInternal) context;
        ContextInternal previous = inner.beginDispatch();
        try {
            action.run();
        } finally {
            inner.endDispatch(previous);
        }
    }

    /**
     * A server whose connections are shown to {@code accepted} before a byte of HTTP is read: at once, or after the
     * handshake where TLS is spoken. The pipeline then holds TLS at most, and what is added to it comes before HTTP.
     * Called on the connection's event loop. ({@link HttpServer#connectionHandler} comes too late for a guard: where
     * clear-text HTTP/2 is enabled, the first request's head has been parsed by then.)
     */
    public static HttpServer createHttpServer(
            Vertx vertx, HttpServerOptions options, Handler<ChannelPipeline> accepted) {
        VertxInternal watched = new VertxWrapper((VertxInternal) vertx) {
            @Override
            public NetServerInternal createNetServer(NetServerOptions tcpOptions) {
                return new NetServerImpl(delegate, tcpOptions) {
                    @Override
                    protected void initChannel(ChannelPipeline pipeline, boolean ssl) {
                        accepted.handle(pipeline);
                        super.initChannel(pipeline, ssl);
                    }
                };
            }
        };
        return new HttpServerImpl(watched, new HttpServerOptions(options));
    }

    /** Whether all that was written to a connection has left. */
    public static boolean flushed(HttpConnection connection) {
        Channel channel = pipeline(connection).channel();
        return channel.bytesBeforeUnwritable() >= channel.config().getWriteBufferHighWaterMark();
    }

    /** Closes a connection now. By itself Vert.x waits, for ever, until the other side has taken what is written. */
    public static void cut(HttpConnection connection) {
        var unused = pipeline(connection).firstContext().close();
    }

    /**
     * Moves parts of bodies, as a decoder puts them out, from pooled memory to the heap. Vert.x does so later; but what waits
     * in a connection that is paused it never releases where that connection closes.
     */
    public static void moveToHeap(List<Object> decoded) {
        for (int i = 0; i < decoded.size(); i++) {
            if (decoded.get(i) instanceof HttpContent part && part.content().isReadable()) {
                ByteBuf pooled = part.content();
                ByteBuf copy = Unpooled.buffer(pooled.readableBytes()).writeBytes(pooled);
                decoded.set(i, part.replace(copy));
                pooled.release();
            }
        }
    }

    /** Writes bytes of an answer. They belong to Vert.x from now on, and are released whatever becomes of the write. */
    public static Future<Void> write(HttpServerResponse response, ByteBuf bytes) {
        return released(bytes, response.write(toWrite(bytes)));
    }

    /** Ends an answer with bytes, as {@link #write} writes them. */
    public static Future<Void> end(HttpServerResponse response, ByteBuf bytes) {
        return released(bytes, response.end(toWrite(bytes)));
    }

    private static Buffer toWrite(ByteBuf bytes) {
        return new BufferImpl(bytes) {
            @Override
            public ByteBuf getByteBuf() {
                return bytes;
            }
        };
    }

    /**
     * Releases what was never written. Netty releases what it could not write, at the latest in the turn in which it says
     * so; but what still waits to be given to Netty when a connection or a stream ends, Vert.x leaves to the collector.
     */
    private static Future<Void> released(ByteBuf bytes, Future<Void> written) {
        if (!written.succeeded()) {
            ContextInternal context = ContextInternal.current();
            written.onFailure(cause -> context.runOnContext(later -> {
                if (bytes.refCnt() > 0) {
                    bytes.release();
                }
            }));
        }
        return written;
    }

    /** A copy on the heap, for those who keep it; the bytes are released. */
    public static Buffer toKeep(ByteBuf bytes) {
        try {
            return Buffer.buffer(ByteBufUtil.getBytes(bytes));
        } finally {
            bytes.release();
        }
    }

    /** Writes fields as they go over the wire; false, with nothing written, where they are not in Vert.x's own map. */
    public static boolean encode(HttpHeaders fields, ByteBuf out) {
        if (fields instanceof HeadersMultiMap own) {
            own.encode(out, false);
            return true;
        }
        return false;
    }

    /** The bytes of a buffer, which stay valid for as long as anybody refers to them: released or not. */
    public static ByteBuf bytes(Buffer buffer) {
        return ((BufferInternal) buffer).getByteBuf();
    }

    /** Whether a client's connection speaks HTTP/2. */
    public static boolean multiplexed(HttpClientConnection connection) {
        return pipeline(connection).get(CODEC) == null;
    }

    /** Every address of a host name, in the resolver's order; fails where there is none. Completes on the caller's context. */
    public static Future<List<InetSocketAddress>> resolveAll(Vertx vertx, String host) {
        Promise<List<InetSocketAddress>> promise = Promise.promise();
        ((VertxInternal) vertx).nameResolver().resolveAll(host, resolved -> promise.handle(resolved));
        return promise.future();
    }

    /** A promise whose future tells its listeners on the context, whichever thread completes it. */
    public static <T> Promise<T> promise(Context context) {
        return ((ContextInternal) context).promise();
    }

    /**
     * Fails where a server of this Vert.x listens there already: another one would not be refused, but be given a share of
     * its callers.
     */
    public static Future<Void> requireUnshared(Vertx vertx, String host, int port) {
        boolean taken = port > 0 && ((VertxInternal) vertx).sharedTcpServers().containsKey(new ServerID(port, host));
        return taken ? Future.failedFuture(new BindException("Address already in use")) : Future.succeededFuture();
    }

    /**
     * Asks whether anybody in this process listens at an address, at the cost of a look into a map. A bus that is not
     * Vert.x's own does not tell: there everything is listened to.
     */
    public static BooleanSupplier listened(EventBus bus, String address) {
        if (!(bus instanceof EventBusImpl own)) {
            return () -> true;
        }
        Map<?, ?> listeners = listeners(own);
        return () -> listeners.containsKey(address);
    }

    private static Map<?, ?> listeners(EventBusImpl bus) {
        try {
            return (ConcurrentMap<?, ?>) LISTENERS.invokeExact(bus);
        } catch (Throwable e) {
            throw new LinkageError("the listeners of " + bus + " cannot be read", e);
        }
    }

    private static HttpClientConnectionInternal actual(UnpooledHttpClientConnection connection) {
        try {
            return (HttpClientConnectionInternal) ACTUAL.invokeExact(connection);
        } catch (Throwable e) {
            throw new LinkageError("the connection under " + connection + " cannot be read", e);
        }
    }

    // HttpClientAgent.connect() hands out this wrapper, which does not show the connection that it wraps.
    private static MethodHandle actualGetter() {
        try {
            MethodHandles.Lookup lookup =
                    MethodHandles.privateLookupIn(UnpooledHttpClientConnection.class, MethodHandles.lookup());
            return lookup.findGetter(UnpooledHttpClientConnection.class, "actual", HttpClientConnectionInternal.class);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("this version of Vert.x is not supported; expected 5.0.x", e);
        }
    }

    // Nothing public tells whether a message would reach anyone.
    private static MethodHandle listenersGetter() {
        try {
            MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(EventBusImpl.class, MethodHandles.lookup());
            return lookup.findGetter(EventBusImpl.class, "handlerMap", ConcurrentMap.class);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("this version of Vert.x is not supported; expected 5.0.x", e);
        }
    }
}
