package io.penstock.batching.pages;

import io.netty.buffer.ByteBuf;
import io.penstock.error.NetworkException;
import io.penstock.error.PenstockException;
import io.penstock.exchange.Answer;
import io.penstock.exchange.Exchange;
import io.penstock.exchange.Outcome;
import io.penstock.exchange.Stage;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * One page of a walk: asked for, read as it comes, its whole items kept until the walk takes them. Confined to the event loop
 * of its exchange.
 */
final class PageRead implements Outcome, Answer.Reader {

    private static final int PIECE = 16 * 1024;

    private final PagePlan plan;
    private final PageRequest request;
    private final Exchange exchange;
    private final Runnable changed;
    private final ItemWriter writer;
    private final boolean first;
    private final ItemScanner scanner;
    private final Deque<ByteBuf> ready = new ArrayDeque<>();
    private long readyBytes;
    private @Nullable Answer answer;
    private @Nullable Answer refusal;
    private @Nullable PenstockException failure;
    private boolean ended;
    private boolean held;
    private boolean cancelled;

    /**
     * A page that has not been asked for yet.
     *
     * @param exchange its own exchange
     * @param first whether it is not known yet that there are pages at all
     * @param changed told whenever there is something new to see
     */
    PageRead(
            PagePlan plan, PageRequest request, Exchange exchange, ItemWriter writer, boolean first, Runnable changed) {
        this.plan = plan;
        this.request = request;
        this.exchange = exchange;
        this.changed = changed;
        this.writer = writer;
        this.first = first;
        this.scanner =
                new ItemScanner(plan.paths(), (int) plan.config().maxItem().bytes(), writer);
    }

    /** Asks for it. */
    void start(Stage path) {
        path.run(exchange, this);
    }

    PageRequest request() {
        return request;
    }

    @Override
    public void answered(Answer arrived) {
        if (cancelled) {
            arrived.cancel();
            return;
        }
        if (!plan.isPage(arrived, first)) {
            refusal = arrived;
            changed.run();
            return;
        }
        answer = arrived;
        String encoding = arrived.headers().get(HttpHeaders.CONTENT_ENCODING);
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            flawed(Broken.page("a page with a Content-Encoding; expected none, as was asked for"));
            return;
        }
        arrived.read(this);
    }

    @Override
    public void failed(PenstockException cause) {
        if (!cancelled) {
            failure = cause;
            writer.release();
            changed.run();
        }
    }

    @Override
    public void data(ByteBuf chunk) {
        if (cancelled || failure != null) {
            chunk.release();
            return;
        }
        try {
            scan(chunk);
        } catch (NetworkException flaw) {
            flawed(flaw);
            return;
        } finally {
            chunk.release();
        }
        ByteBuf whole = writer.take();
        if (whole != null) {
            ready.add(whole);
            readyBytes += whole.readableBytes();
        }
        changed.run();
    }

    private void scan(ByteBuf chunk) {
        if (chunk.hasArray()) {
            int from = chunk.arrayOffset() + chunk.readerIndex();
            scanner.feed(chunk.array(), from, from + chunk.readableBytes());
            return;
        }
        byte[] piece = new byte[Math.min(PIECE, chunk.readableBytes())];
        while (chunk.isReadable()) {
            int length = Math.min(piece.length, chunk.readableBytes());
            chunk.readBytes(piece, 0, length);
            scanner.feed(piece, 0, length);
        }
    }

    @Override
    public void end(MultiMap trailers) {
        if (cancelled || failure != null) {
            return;
        }
        try {
            scanner.end();
            ended = true;
            writer.release();
            changed.run();
        } catch (NetworkException flaw) {
            flawed(flaw);
        }
    }

    @Override
    public void broken(PenstockException cause) {
        failed(cause);
    }

    /** What came cannot be used, while the upstream may still be sending. */
    private void flawed(NetworkException flaw) {
        Answer open = answer;
        if (open != null) {
            open.cancel();
        }
        failed(flaw.at(exchange.origin()));
    }

    /** The next items in their format; null where none are ready. The caller's from now on. */
    @Nullable
    ByteBuf poll() {
        ByteBuf next = ready.poll();
        if (next != null) {
            readyBytes -= next.readableBytes();
        }
        return next;
    }

    /** Whether items are ready. */
    boolean hasReady() {
        return !ready.isEmpty();
    }

    /** How many bytes are ready. */
    long readyBytes() {
        return readyBytes;
    }

    /** Whether it has been read to its end. */
    boolean ended() {
        return ended;
    }

    /** Why it cannot be read to its end; null where nothing is known against it. */
    @Nullable
    PenstockException failure() {
        return failure;
    }

    /** The answer that came in its place, unread; null where none did. */
    @Nullable
    Answer refusal() {
        return refusal;
    }

    /** The fields of its head; null before that. */
    @Nullable
    MultiMap headers() {
        return answer == null ? null : answer.headers();
    }

    /** Whether all that leads to the next page is known, though items may still be on their way. */
    boolean tellsNext() {
        return answer != null && failure == null && scanner.sawAllValues();
    }

    /** How many items it has had so far. */
    long items() {
        return writer.items();
    }

    /** How many items are still to be passed over after those that it has had. */
    long skipLeft() {
        return writer.skipLeft();
    }

    /** What it said so far; to be asked once its head is here. */
    PageFacts facts(long itemsBefore) {
        MultiMap fields = headers();
        return plan.facts(
                fields == null ? HttpHeaders.headers() : fields,
                scanner,
                items(),
                itemsBefore + items(),
                writer.last());
    }

    /** Lets it flow, or holds it back. */
    void flow(boolean wanted) {
        Answer open = answer;
        if (open == null || ended || failure != null || cancelled || held != wanted) {
            return;
        }
        held = !wanted;
        if (wanted) {
            open.resume();
        } else {
            open.pause();
        }
    }

    /** Gives it up wherever it stands. */
    void cancel(PenstockException cause) {
        if (cancelled) {
            return;
        }
        cancelled = true;
        ready.forEach(ByteBuf::release);
        ready.clear();
        readyBytes = 0;
        writer.release();
        Answer unread = refusal;
        if (unread != null) {
            unread.cancel();
        } else if (answer == null) {
            exchange.leave(cause);
        } else if (!ended && failure == null) {
            answer.cancel();
        }
    }
}
