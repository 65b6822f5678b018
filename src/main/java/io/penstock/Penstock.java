package io.penstock;

import io.penstock.app.Assembly;
import io.penstock.config.PenstockConfig;
import io.penstock.error.ConfigurationException;
import io.penstock.exchange.VertxInternals;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.Collections;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A gateway that runs within a program: a port for callers, a management port, and calls in process. Several may run side by
 * side, each with its own settings, pools and meters. Thread-safe.
 *
 * <p>Its futures complete on the Vert.x context that asked for them; where a plain thread asked, or Penstock's own Vert.x
 * did, on a thread of Penstock's, which must not be blocked.
 */
public final class Penstock {

    private final Assembly assembly;
    private final SortedMap<String, Upstream> upstreams;

    private Penstock(Assembly assembly, PenstockConfig config) {
        this.assembly = assembly;
        CallsInFlight calls = new CallsInFlight();
        CallRules rules = new CallRules(config.server());
        SortedMap<String, Upstream> byName = new TreeMap<>();
        for (String name : config.upstreams().keySet()) {
            byName.put(name, new Upstream(name, assembly, rules, calls));
        }
        this.upstreams = Collections.unmodifiableSortedMap(byName);
        assembly.gateway().alsoDrain(calls::drain);
    }

    /**
     * Starts a gateway on a Vert.x of its own, which is closed with it. Reads files and makes threads on the calling thread,
     * unless that is an event loop.
     *
     * @return the running gateway; fails with a {@link ConfigurationException} that lists all that is wrong with the
     *     options, or with the reason why a port cannot be had. Nothing is left running then.
     */
    public static Future<Penstock> startServer(PenstockOptions options) {
        return start(options, config -> Assembly.start(config, options.environment(), options.tokenSuppliers()));
    }

    /**
     * Starts a gateway on the program's Vert.x, which stays open when the gateway is closed. It takes one event loop for
     * each core unless {@code server.eventLoops} says otherwise; calls from one of these stay on it.
     *
     * @return as {@link #startServer(PenstockOptions)}
     */
    public static Future<Penstock> startServer(Vertx vertx, PenstockOptions options) {
        return start(options, config -> Assembly.start(vertx, config, options.environment(), options.tokenSuppliers()));
    }

    private static Future<Penstock> start(
            PenstockOptions options, Function<PenstockConfig, Future<Assembly>> assemble) {
        Context caller = Vertx.currentContext();
        Callable<Future<Penstock>> start = () -> {
            PenstockConfig config = options.load();
            return assemble.apply(config).map(assembly -> new Penstock(assembly, config));
        };
        if (caller != null && caller.isEventLoopContext()) {
            return caller.executeBlocking(start).compose(Function.identity());
        }
        try {
            return onCaller(caller, start.call());
        } catch (Exception e) {
            return Future.failedFuture(e);
        }
    }

    /** The port that callers use. */
    public int port() {
        return assembly.gateway().port();
    }

    /** The management port; −1 where it is switched off. */
    public int adminPort() {
        return assembly.adminPort();
    }

    /** The names of the upstreams, in order. */
    public Set<String> upstreams() {
        return upstreams.keySet();
    }

    /**
     * An upstream to make calls to.
     *
     * @throws IllegalArgumentException where none of that name is configured; names those that are
     */
    public Upstream upstream(String name) {
        Upstream upstream = upstreams.get(name);
        if (upstream == null) {
            throw new IllegalArgumentException(name + "; expected one of " + upstreams.keySet());
        }
        return upstream;
    }

    /** How it is at this moment: overall, and what is wrong. */
    public PenstockStatus status() {
        return PenstockStatus.of(assembly.gateway());
    }

    /**
     * Stops: refuses new calls, lets those in flight end within {@code server.drain}, cuts the others, and closes all
     * connections. A later call returns the outcome of the first.
     *
     * @return completes when nothing is left running
     */
    public Future<Void> close() {
        return onCaller(assembly.callersContext(), assembly.close());
    }

    private static <T> Future<T> onCaller(@Nullable Context caller, Future<T> future) {
        if (caller == null) {
            return future;
        }
        Promise<T> promise = VertxInternals.promise(caller);
        future.onComplete(promise);
        return promise.future();
    }
}
