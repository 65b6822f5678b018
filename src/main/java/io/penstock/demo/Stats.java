package io.penstock.demo;

import io.netty.channel.Channel;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/** What the demo API saw. Thread-safe. */
final class Stats {

    private final Map<String, LongAdder> requests = new ConcurrentSkipListMap<>();
    private final LongAdder connectionsOpened = new LongAdder();
    private final LongAdder connectionsOpen = new LongAdder();
    private final LongAdder inFlight = new LongAdder();
    private final LongAdder bytesIn = new LongAdder();
    private final LongAdder bytesOut = new LongAdder();
    private final OrderBook orders;
    private final Grants grants;
    private final Quotas quotas;

    Stats(OrderBook orders, Grants grants, Quotas quotas) {
        this.orders = orders;
        this.grants = grants;
        this.quotas = quotas;
    }

    /** The counter of that name, made where there is none yet. */
    LongAdder counter(String name) {
        return requests.computeIfAbsent(name, absent -> new LongAdder());
    }

    /** Counts a connection for as long as it is open. */
    void opened(Channel connection) {
        connectionsOpened.increment();
        connectionsOpen.increment();
        connection.closeFuture().addListener(closed -> connectionsOpen.decrement());
    }

    /** Counts a request as in flight until its answer ended or its caller left, then adds up the bytes of its bodies. */
    void begin(RoutingContext context) {
        inFlight.increment();
        context.addEndHandler(ended -> {
            inFlight.decrement();
            bytesIn.add(context.request().bytesRead());
            bytesOut.add(context.response().bytesWritten());
        });
    }

    /** Sets the counters to 0; what is open or in flight stays counted. */
    void reset() {
        requests.values().forEach(LongAdder::reset);
        connectionsOpened.reset();
        bytesIn.reset();
        bytesOut.reset();
        orders.resetDuplicates();
        grants.resetCounters();
        quotas.resetCounters();
    }

    JsonObject toJson() {
        JsonObject counts = new JsonObject();
        requests.forEach((name, count) -> counts.put(name, count.sum()));
        return new JsonObject()
                .put("connectionsOpened", connectionsOpened.sum())
                .put("connectionsOpen", connectionsOpen.sum())
                .put("requests", counts)
                .put("inFlight", inFlight.sum())
                .put("duplicates", orders.duplicates())
                .put("tokens", grants.toJson())
                .put("tooManyRequests", quotas.refusals())
                .put("callsOverQuota", quotas.callsOverQuota())
                .put("bytesIn", bytesIn.sum())
                .put("bytesOut", bytesOut.sum());
    }
}
