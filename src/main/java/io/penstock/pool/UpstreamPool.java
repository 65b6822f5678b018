package io.penstock.pool;

import io.penstock.config.PoolConfig;
import io.penstock.config.UpstreamConfig;
import io.penstock.error.PenstockException;
import io.penstock.metrics.Metrics;
import io.penstock.metrics.PoolGauges;
import io.penstock.metrics.PoolRecorder;
import io.penstock.metrics.QueueGauges;
import io.penstock.time.Ticker;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** One upstream's pool for the whole process: its bounds, its settings in nanoseconds, and its shards. Thread-safe. */
public final class UpstreamPool implements PoolGauges {

    private static final long WAITED_FOR_CAP = TimeUnit.SECONDS.toNanos(1);

    private final String name;
    private final UpstreamConfig upstream;
    private final PoolConfig config;
    private final boolean keepsConnections;
    private final Ledger ledger;
    private final Crowding crowding;
    private final @Nullable FairShares shares;
    private final PoolRecorder recorder;
    private final ConnectionEvents events;
    private final RandomGenerator random;
    private final List<Shard> shards = new CopyOnWriteArrayList<>();

    /**
     * A pool without shards, so without connections.
     *
     * @param keepsConnections false to open a connection for each request and close it afterwards
     * @param random what jitter is drawn from; must be thread-safe
     * @param maxConcurrent the requests in progress at most, as of now; 0, always, for any number
     */
    public UpstreamPool(
            String name,
            UpstreamConfig upstream,
            boolean keepsConnections,
            Metrics metrics,
            ConnectionEvents events,
            RandomGenerator random,
            IntSupplier maxConcurrent) {
        this.name = name;
        this.upstream = upstream;
        this.config = upstream.pool();
        this.keepsConnections = keepsConnections;
        this.ledger = new Ledger(config, keepsConnections, new Slots(maxConcurrent));
        this.shares = upstream.shares().isEmpty() ? null : new FairShares(upstream.shares());
        this.crowding = new Crowding(name, upstream);
        this.recorder = metrics.pool(name, this);
        this.events = events;
        this.random = random;
    }

    /** What orders the calls of consumers by weight; null where none is configured. */
    @Nullable
    FairShares shares() {
        return shares;
    }

    /** The field that names a request's consumer; null where none does. */
    @Nullable
    String consumerHeader() {
        return upstream.consumerHeader();
    }

    /** Notes that a call has begun to wait. */
    void noteQueue(long nowNanos) {
        crowding.note(ledger.queued(), nowNanos);
    }

    /** The calls that wait, and those in progress, as of now. */
    public QueueStatus queue(long nowNanos) {
        Long oldest = ledger.oldestNanos();
        Slots slots = ledger.slots();
        return new QueueStatus(
                requestsInProgress(),
                slots.bounded() ? slots.bound() : -1,
                ledger.queued(),
                oldest == null ? -1 : TimeUnit.NANOSECONDS.toMillis(Math.max(0, nowNanos - oldest)));
    }

    /** The requests in progress; where their number is not bounded, the connections that carry one. */
    int requestsInProgress() {
        Slots slots = ledger.slots();
        return slots.bounded() ? slots.taken() : active();
    }

    /** The figures of the queue by this clock, for the metrics. */
    public QueueGauges queueGauges(Ticker ticker) {
        return new QueueFigures(this, ticker);
    }

    void add(Shard shard) {
        shards.add(shard);
    }

    void remove(Shard shard) {
        shards.remove(shard);
    }

    /** Another loop's shard that has a connection with room; null where there is none. */
    @Nullable
    Shard idleElsewhere(Shard than) {
        Shard best = null;
        int most = 0;
        for (Shard shard : shards) {
            int idle = shard.idle();
            if (shard != than && idle > most) {
                best = shard;
                most = idle;
            }
        }
        return best;
    }

    /** How many connections of the floor one of so many loops opens at start. */
    int shareOfFloor(int index, int loops) {
        int floor = keepsConnections ? config.minIdle() : 0;
        return floor / loops + (index < floor % loops ? 1 : 0);
    }

    /** The upstream's configured name. */
    public String name() {
        return name;
    }

    /** Ends every wait for a connection, each on its own event loop; may be called on any thread. */
    public void refuseWaiting(Supplier<? extends PenstockException> reason) {
        for (Waiter waiter : ledger.takeAll()) {
            PenstockException refusal = reason.get();
            waiter.shard.execute(() -> waiter.refuse(refusal));
        }
    }

    /** Ends the waits of those calls for which their gate has shut, each on its own event loop; may be called on any thread. */
    public void refuseShut() {
        shards.forEach(shard -> shard.execute(shard.queue()::refuseShut));
    }

    /** What the pool looks like now; figures of different loops may be moments apart. */
    public PoolStatus status() {
        Ledger.Figures figures = ledger.figures();
        return new PoolStatus(
                name,
                upstream.url(),
                figures.size(),
                figures.open(),
                active(),
                idle(),
                figures.dialing(),
                figures.waiting(),
                figures.streams(),
                shards.stream()
                        .map(shard -> shard.dialer().lastFailure())
                        .filter(Objects::nonNull)
                        .map(PenstockException::detail)
                        .findFirst()
                        .orElse(null));
    }

    @Override
    public int active() {
        int sum = 0;
        for (Shard shard : shards) {
            sum += shard.active();
        }
        return sum;
    }

    @Override
    public int idle() {
        return Math.max(0, ledger.figures().open() - active());
    }

    @Override
    public int waiting() {
        return ledger.queued();
    }

    @Override
    public int dialing() {
        return ledger.figures().dialing();
    }

    @Override
    public int size() {
        return config.size();
    }

    @Override
    public int streams() {
        return ledger.figures().streams();
    }

    Ledger ledger() {
        return ledger;
    }

    /** Where this pool's events are counted. */
    public PoolRecorder recorder() {
        return recorder;
    }

    ConnectionEvents events() {
        return events;
    }

    boolean keepsConnections() {
        return keepsConnections;
    }

    int http2Streams() {
        return config.http2Streams();
    }

    long connectNanos() {
        return upstream.timeouts().connect().toNanos();
    }

    long keepAliveMarginNanos() {
        return config.keepAliveMargin().toNanos();
    }

    long idleNanos() {
        return config.idleTimeout().toNanos();
    }

    long pingNanos() {
        return config.ping().interval().toNanos();
    }

    long patienceNanos() {
        return config.reconnect().patience().toNanos();
    }

    long waitedForCapNanos() {
        return Math.min(WAITED_FOR_CAP, config.reconnect().maxDelay().toNanos());
    }

    /** A connection's life: {@code maxAge} ± 10 %, so that connections opened together do not retire together. */
    long drawLifeNanos() {
        long age = config.maxAge().toNanos();
        return age == 0 ? 0 : (long) (age * (0.9 + 0.2 * random.nextDouble()));
    }

    /** A pause before the next dial, after so many failures in a row. */
    long drawPauseNanos(int failures, boolean waitedFor) {
        long cap =
                waitedFor ? waitedForCapNanos() : config.reconnect().maxDelay().toNanos();
        long base = config.reconnect().baseDelay().toNanos();
        int doublings = Math.min(failures - 1, 30);
        long bound = base > cap >> doublings ? cap : base << doublings;
        return (long) (bound * random.nextDouble());
    }

    /** How often idle connections are looked at: four times in the shortest of their periods, at most once in 10 ms. */
    long upkeepNanos() {
        long shortest = TimeUnit.SECONDS.toNanos(4);
        for (long period : new long[] {idleNanos(), pingNanos(), config.maxAge().toNanos()}) {
            if (period > 0) {
                shortest = Math.min(shortest, period);
            }
        }
        return Math.max(TimeUnit.MILLISECONDS.toNanos(10), shortest / 4);
    }
}
