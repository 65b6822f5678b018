package io.penstock.testing;

import com.sun.management.ThreadMXBean;
import io.penstock.app.Gateway;
import io.penstock.config.ConfigLoader;
import io.penstock.config.ConfigSources;
import io.penstock.metrics.MicrometerMetrics;
import io.penstock.metrics.VertxMeters;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.micrometer.MicrometerMetricsFactory;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A real gateway on a free port and one event loop, with metrics as the program keeps them, that counts what its calls
 * should not cost: turns of the loop, timers, messages, look-ups of meters, memory. Nothing of Penstock's own code knows.
 */
public final class CountedGateway implements AutoCloseable {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Tally tasks = new Tally();
    private final Tally timers = new Tally();
    private final Tally messages = new Tally();
    private final Tally lookUps = new Tally();
    private final CountingRegistry registry = new CountingRegistry(lookUps);
    private final Vertx vertx;
    private final Gateway gateway;

    private CountedGateway(ConfigSources sources) {
        vertx = Vertx.builder()
                .with(new VertxOptions()
                        .setEventLoopPoolSize(1)
                        .setDisableTCCL(true)
                        .setMetricsOptions(VertxMeters.options()))
                .withMetrics(new MicrometerMetricsFactory(registry))
                .withTransport(new CountingTransport(tasks, timers))
                .build();
        vertx.eventBus().addOutboundInterceptor(delivery -> {
            messages.add(delivery.message().address());
            delivery.next();
        });
        gateway = Await.get(
                Gateway.start(vertx, ConfigLoader.load(sources).orThrow(), new MicrometerMetrics(registry), Map.of()));
    }

    /** Starts a gateway as a configuration file says. */
    public static CountedGateway configured(String yaml) throws IOException {
        Path file = Files.createTempFile("penstock", ".yaml");
        try {
            Files.writeString(file, yaml);
            return new CountedGateway(ConfigSources.none()
                    .withFile(file)
                    .withOptions(Map.of("server.port", "0", "server.eventLoops", "1")));
        } finally {
            Files.delete(file);
        }
    }

    /** A connection of a caller. */
    public RawClient connect() throws IOException {
        return RawClient.connect(gateway.port());
    }

    /** What happened while the action ran. To count a thing allocates; while nothing is counted it costs next to nothing. */
    public Counts count(Action action) throws IOException {
        registry.watch();
        all().forEach(Tally::start);
        action.run();
        all().forEach(Tally::stop);
        return new Counts(tasks.counts(), timers.counts(), messages.counts(), lookUps.counts());
    }

    private Stream<Tally> all() {
        return Stream.of(tasks, timers, messages, lookUps);
    }

    /** The bytes that the event loop's thread has allocated on the heap since it started. */
    public long allocatedBytes() {
        return THREADS.getThreadAllocatedBytes(gateway.anyLoop().thread().getId());
    }

    @Override
    public void close() {
        Await.get(gateway.close());
        Await.get(vertx.close());
    }

    /** What is counted: calls over connections. */
    @FunctionalInterface
    public interface Action {

        /** Does it; fails where a connection does. */
        void run() throws IOException;
    }

    /**
     * What was counted, each by name.
     *
     * @param tasks what the event loop was given to do, by the class that gave it
     * @param timers what the event loop was given to do after a delay, by the class that gave it
     * @param messages what was put on the event bus, by its address
     * @param lookUps the meters that were looked up; each of them counts once
     */
    public record Counts(
            Map<String, Integer> tasks,
            Map<String, Integer> timers,
            Map<String, Integer> messages,
            Map<String, Integer> lookUps) {}
}
