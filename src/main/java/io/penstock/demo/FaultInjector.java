package io.penstock.demo;

import io.netty.channel.Channel;
import io.penstock.time.Ticker;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonArray;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The faults in force, at most 16, of which the first that fits hits a request. Thread-safe. */
final class FaultInjector {

    private static final int MAX_FAULTS = 16;

    private final Ticker ticker = Ticker.system();
    private final Outage outage;
    private final List<Active> active = new CopyOnWriteArrayList<>();

    FaultInjector(Outage outage) {
        this.outage = outage;
    }

    /** Puts the fault in force; one of kind {@link Fault.Kind#NONE} ends those that there are. */
    void inject(Fault fault) {
        switch (fault.kind()) {
            case NONE -> active.clear();
            case DOWN -> outage.begin(fault.forMillis());
            default -> {
                active.removeIf(old -> old.over(ticker.nanos()));
                if (active.size() >= MAX_FAULTS) {
                    throw new HttpException(
                            400, active.size() + " faults in force (expected: at most " + MAX_FAULTS + ")");
                }
                active.add(new Active(fault, ticker.nanos()));
            }
        }
    }

    /** Ends all faults but an outage. */
    void clear() {
        active.clear();
    }

    /** Closes a connection that a fault refuses; called on its event loop while it is being set up. */
    void accept(Channel connection) {
        if (!active.isEmpty() && hit("", true) != null) {
            connection.eventLoop().execute(() -> connection.unsafe().close(connection.voidPromise()));
        }
    }

    /** Lets the handler serve the request, or the fault that hits it. */
    void apply(RoutingContext context, Handler<RoutingContext> handler) {
        Fault fault = active.isEmpty() ? null : hit(context.normalizedPath(), false);
        if (fault == null) {
            handler.handle(context);
        } else {
            FaultEffect.of(fault).on(context, handler);
        }
    }

    JsonArray toJson() {
        JsonArray faults = new JsonArray();
        long now = ticker.nanos();
        active.stream().filter(each -> !each.over(now)).forEach(each -> faults.add(each.fault.toJson()));
        return faults;
    }

    private @Nullable Fault hit(String path, boolean connecting) {
        long now = ticker.nanos();
        active.removeIf(each -> each.over(now));
        for (Active each : active) {
            if (each.fits(path, connecting) && each.take()) {
                return each.fault;
            }
        }
        return null;
    }

    /** A fault in force. */
    private static final class Active {

        private final Fault fault;
        private final long endNanos;
        private final AtomicLong seen = new AtomicLong();
        private final AtomicLong hits = new AtomicLong();

        Active(Fault fault, long nowNanos) {
            this.fault = fault;
            this.endNanos = nowNanos + TimeUnit.MILLISECONDS.toNanos(fault.forMillis());
        }

        boolean over(long nowNanos) {
            return endNanos - nowNanos <= 0 || hits.get() >= fault.count();
        }

        boolean fits(String path, boolean connecting) {
            String prefix = fault.path();
            return connecting == (fault.kind() == Fault.Kind.REFUSE) && (prefix == null || path.startsWith(prefix));
        }

        /** Whether the fault hits this one of those that it fits. */
        boolean take() {
            long earlier = seen.getAndIncrement();
            boolean chosen = (long) ((earlier + 1) * fault.rate()) > (long) (earlier * fault.rate());
            return chosen && hits.getAndIncrement() < fault.count();
        }
    }
}
