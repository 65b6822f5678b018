package io.penstock.testing;

import io.netty.channel.IoEventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.transport.Transport;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The transport that a Vert.x prefers by itself, but for its event loops: they count what they are given to do later, be
 * it by another thread or by themselves. Whatever takes a turn of a loop comes through here, except for events of sockets.
 */
final class CountingTransport implements Transport {

    private final Transport preferred;
    private final Tally tasks;
    private final Tally timers;

    /**
     * A transport for one Vert.x.
     *
     * @param tasks counts tasks, by who gave them
     * @param timers counts tasks to be done after a delay, by who gave them
     */
    CountingTransport(Tally tasks, Tally timers) {
        Transport nativeTransport = Transport.nativeTransport();
        this.preferred = nativeTransport != null && nativeTransport.available() ? nativeTransport : Transport.NIO;
        this.tasks = tasks;
        this.timers = timers;
    }

    @Override
    public String name() {
        return preferred.name();
    }

    @Override
    public boolean available() {
        return true;
    }

    @Override
    public @Nullable Throwable unavailabilityCause() {
        return null;
    }

    @Override
    public io.vertx.core.spi.transport.Transport implementation() {
        Class<?> type = io.vertx.core.spi.transport.Transport.class;
        return (io.vertx.core.spi.transport.Transport)
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, this::called);
    }

    private Object called(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        io.vertx.core.spi.transport.Transport actual = preferred.implementation();
        if (method.getName().equals("eventLoopGroup") && arguments != null) {
            return new CountingGroup((Integer) arguments[1], (ThreadFactory) arguments[2], actual.ioHandlerFactory());
        }
        try {
            return method.invoke(actual, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private final class CountingGroup extends MultiThreadIoEventLoopGroup {

        CountingGroup(int threads, ThreadFactory factory, IoHandlerFactory handlers) {
            super(threads, factory, handlers);
        }

        @Override
        protected IoEventLoop newChild(Executor executor, IoHandlerFactory handlers, Object... arguments) {
            return new CountingLoop(this, executor, handlers);
        }
    }

    private final class CountingLoop extends SingleThreadIoEventLoop {

        CountingLoop(IoEventLoopGroup group, Executor executor, IoHandlerFactory handlers) {
            super(group, executor, handlers);
        }

        @Override
        public void execute(Runnable task) {
            tasks.addGiverOf(task);
            super.execute(task);
        }

        @Override
        public void lazyExecute(Runnable task) {
            tasks.addGiverOf(task);
            super.lazyExecute(task);
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
            timers.addGiverOf(task);
            return super.schedule(task, delay, unit);
        }

        @Override
        public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
            timers.addGiverOf(task);
            return super.schedule(task, delay, unit);
        }

        @Override
        public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, long delay, long period, TimeUnit unit) {
            timers.addGiverOf(task);
            return super.scheduleAtFixedRate(task, delay, period, unit);
        }

        @Override
        public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, long delay, long pause, TimeUnit unit) {
            timers.addGiverOf(task);
            return super.scheduleWithFixedDelay(task, delay, pause, unit);
        }
    }
}
