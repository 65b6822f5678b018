package io.penstock.loadtest;

import io.penstock.time.DeadlineWheel;
import io.penstock.time.Ticker;
import io.penstock.time.VertxAlarm;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnectOptions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What calls a gateway: one event loop with connections of its own, which stay open from run to run. {@link #run} blocks and
 * is not to be called on an event loop; the others are thread-safe.
 */
final class Generator implements AutoCloseable {

    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration SLACK = Duration.ofSeconds(30);

    private final Vertx vertx;
    private final Target target;
    private final Supplier<@Nullable String> newAuthorization;
    private final Load load;
    private final Context loop;
    private final HttpClientAgent client;
    private final Queue<Line> idle = new ArrayDeque<>();
    private @Nullable Driver driver;
    private @Nullable String authorization;
    private boolean stopped;

    /**
     * A generator that has no connection yet.
     *
     * @param authorization asked at the beginning of each run what its calls send as {@code Authorization}; null for nothing
     */
    Generator(Vertx vertx, Target target, Supplier<@Nullable String> authorization, Load load) {
        this.vertx = vertx;
        this.target = target;
        this.newAuthorization = authorization;
        this.load = load;
        this.loop = vertx.getOrCreateContext();
        this.client = vertx.httpClientBuilder()
                .with(new HttpClientOptions()
                        .setSsl(target.tls())
                        .setKeepAliveTimeout(0)
                        .setConnectTimeout((int) load.timeout().toMillis()))
                .build();
    }

    /**
     * Makes calls for so long, and waits for those in flight. Ends at once where the generator is or was stopped.
     *
     * @param maxCalls the number of calls after which the run ends early
     * @param progress told about once a second how it goes, on the calling thread
     */
    Tally run(Duration duration, long maxCalls, Consumer<String> progress) throws InterruptedException {
        Driver.Plan plan = new Driver.Plan(load.pace(), duration.toNanos(), maxCalls, target.paths());
        CompletableFuture<Tally> ended = new CompletableFuture<>();
        loop.runOnContext(now -> begin(plan, ended));
        AtomicReference<String> seen = new AtomicReference<>("0 calls");
        long looks = duration.plus(load.timeout()).plus(SLACK).dividedBy(LOOK);
        for (long n = 0; n < looks; n++) {
            try {
                return ended.get(LOOK.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                loop.runOnContext(now -> seen.set(describe()));
                progress.accept(seen.get());
            } catch (ExecutionException e) {
                throw new IllegalStateException("the generator failed", e.getCause());
            }
        }
        throw new IllegalStateException("the run has not ended " + SLACK.toSeconds() + " s after its last deadline");
    }

    /** Ends the run now, and every later one at its beginning. */
    void stop() {
        loop.runOnContext(now -> {
            stopped = true;
            if (driver != null) {
                driver.stop();
            }
        });
    }

    @Override
    public void close() {
        client.close();
    }

    private void begin(Driver.Plan plan, CompletableFuture<Tally> ended) {
        if (idle.isEmpty() && !stopped) {
            addLines();
        }
        authorization = newAuthorization.get();
        Driver run = new Driver(plan, idle, Ticker.system(), this::wakeIn, ended::complete);
        driver = run;
        if (stopped) {
            run.stop();
        } else {
            run.begin();
        }
    }

    private void addLines() {
        DeadlineWheel wheel = VertxAlarm.wheel(vertx, Ticker.system());
        HttpConnectOptions to = new HttpConnectOptions().setHost(target.host()).setPort(target.port());
        for (int i = 0; i < load.concurrency(); i++) {
            idle.add(new HttpLine(
                    client,
                    to,
                    () -> authorization,
                    target.fields(),
                    wheel,
                    load.timeout().toNanos()));
        }
    }

    /** Wakes the run that is under way then, which at worst is woken in vain. */
    private void wakeIn(long nanos) {
        // The wheel's 10 ms are too coarse: they would be seen in the latencies of calls that are due between.
        var unused = vertx.timer(nanos, TimeUnit.NANOSECONDS).onSuccess(now -> {
            if (driver != null) {
                driver.wake();
            }
        });
    }

    private String describe() {
        return driver == null ? "" : driver.tally().describe();
    }
}
