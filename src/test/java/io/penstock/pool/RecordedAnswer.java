package io.penstock.pool;

import io.netty.buffer.ByteBuf;
import io.penstock.testing.Await;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Notes what a stream tells, and on which threads; releases its bytes. Read by the test's thread. */
final class RecordedAnswer implements LinkStream.Events {

    final List<String> events = new CopyOnWriteArrayList<>();
    final AtomicInteger bursts = new AtomicInteger();
    final List<String> threads = new CopyOnWriteArrayList<>();
    private final List<String> body = new CopyOnWriteArrayList<>();
    private volatile @Nullable MultiMap headers;
    private volatile @Nullable Throwable cause;
    private volatile boolean unhandled;
    private volatile boolean writable;
    private final AtomicLong bytes = new AtomicLong();

    /** Waits for the event, then gives all that were noted up to it. */
    List<String> await(String event) {
        Await.until(event + " after " + events, () -> events.contains(event));
        return new ArrayList<>(events);
    }

    /** The bytes that came, as text; no more than the first of them. */
    String body() {
        return String.join("", body);
    }

    /** The same, in the parts in which they came. */
    List<String> parts() {
        return body;
    }

    /** How many bytes came. */
    long bytes() {
        return bytes.get();
    }

    @Nullable
    MultiMap headers() {
        return headers;
    }

    /** Why it broke; null where it did not. */
    @Nullable
    Throwable cause() {
        return cause;
    }

    boolean unhandled() {
        return unhandled;
    }

    /** Whether it was told that it may write. */
    boolean writable() {
        return writable;
    }

    private void note(String event) {
        threads.add(Thread.currentThread().getName());
        events.add(event);
    }

    @Override
    public void proceed() {
        note("proceed");
    }

    @Override
    public void head(HttpVersion version, int status, MultiMap fields) {
        headers = fields;
        note("head " + status);
    }

    @Override
    public void data(ByteBuf chunk) {
        threads.add(Thread.currentThread().getName());
        if (bytes.get() < 1_024) {
            body.add(chunk.toString(StandardCharsets.ISO_8859_1));
        }
        bytes.addAndGet(chunk.readableBytes());
        chunk.release();
    }

    @Override
    public void burstEnd() {
        bursts.incrementAndGet();
    }

    @Override
    public void end(MultiMap trailers) {
        note(trailers.isEmpty() ? "end" : "end " + trailers.entries());
    }

    @Override
    public void broken(Throwable why, boolean certainlyUnhandled) {
        cause = why;
        unhandled = certainlyUnhandled;
        note("broken");
    }

    @Override
    public void drained() {
        threads.add(Thread.currentThread().getName());
        writable = true;
    }
}
