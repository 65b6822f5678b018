package io.penstock.batching.combine;

import io.penstock.batching.Fingerprint;
import io.penstock.batching.FingerprintKey;
import io.penstock.batching.IgnoredFields;
import io.penstock.config.BatchConfig;
import io.penstock.config.BatchMode;
import io.penstock.exchange.MemoryPressure;
import io.penstock.exchange.Stage;
import io.penstock.metrics.BatchingRecorder;
import io.penstock.time.Ticker;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The requests of one route that may go out as one, for all event loops. Thread-safe. */
public final class Combining {

    /** How long requests wait at most for the flight before them: one that hangs must not hold up all that follow. */
    private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ConcurrentMap<Gatherer.Alike, Gatherer<Member>> gathering = new ConcurrentHashMap<>();
    private final FingerprintKey key = FingerprintKey.random();
    private final BatchConfig config;
    private final BatchingRecorder recorder;
    private final Combiner combiner;
    private final Splitter splitter;
    private final Caution caution;
    private final MemoryPressure pressure;
    private final long waitNanos;

    /**
     * No requests yet.
     *
     * @param pattern the route's pattern, for which the settings have been found right
     * @param basePath what stands before the path of every target
     * @param pressure says when memory is short, which makes windows and batches smaller
     */
    public Combining(
            BatchConfig config,
            String pattern,
            String basePath,
            BatchingRecorder recorder,
            MemoryPressure pressure,
            Ticker ticker) {
        this.config = config;
        this.recorder = recorder;
        this.pressure = pressure;
        this.combiner = new Combiner(config, pattern, basePath);
        this.splitter = new Splitter(config, combiner.numbered());
        this.caution = new Caution(ticker, config.pause().toNanos());
        this.waitNanos = whileInFlight() ? LONGEST_WAIT_NANOS : config.window().toNanos();
    }

    /**
     * The route's stage on one event loop.
     *
     * @param loop runs tasks on that event loop, in order
     */
    public Stage stage(Stage next, Executor loop) {
        // The encoding of a batch is asked for anew, so that it does not matter which ones its members take.
        List<String> ignored = Stream.concat(config.ignore().stream(), Stream.of("accept-encoding"))
                .toList();
        return new CombiningStage(next, this, new Fingerprint(key, new IgnoredFields(ignored)), loop);
    }

    /** Where requests like these gather. */
    Gatherer<Member> gatherer(Gatherer.Alike alike) {
        return gathering.computeIfAbsent(alike, none -> new Gatherer<>(alike, whileInFlight()));
    }

    /** Forgets a place where nobody gathers any more. */
    void forget(Gatherer<Member> gatherer) {
        gathering.remove(gatherer.alike(), gatherer);
    }

    /** For how many kinds of requests somebody gathers or flies. */
    int gathering() {
        return gathering.size();
    }

    private boolean whileInFlight() {
        return config.mode() == BatchMode.WHILE_IN_FLIGHT;
    }

    /** How a batch that begins with this request may be at most. */
    Gatherer.Limits limits(Single single) {
        return new Gatherer.Limits(
                Math.min(Math.max(1, pressure.scaled(config.max())), caution.most()), combiner.room(single));
    }

    /** How long the first of a batch waits at most. */
    long waitNanos() {
        return pressure.scaled(waitNanos);
    }

    long maxAnswer() {
        return config.maxAnswer().bytes();
    }

    Combiner combiner() {
        return combiner;
    }

    Splitter splitter() {
        return splitter;
    }

    Caution caution() {
        return caution;
    }

    BatchingRecorder recorder() {
        return recorder;
    }
}
