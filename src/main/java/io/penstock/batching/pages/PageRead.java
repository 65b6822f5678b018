package io.penstock.batching.pages;

import io.netty.buffer.ByteBuf;
import io.penstock.batching.DecodedAnswer;
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
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One page of a walk: asked for, read as it comes, its whole items kept until the walk takes them. Confined to the event loop
 * of its exchange.
 */
final class PageRead implements Outcome, Answer.Reader {

    private static final int PIECE = 16 * 1024;

    /** The longest page that came encoded. */
    private static final long MOST_DECODED = 1024L * 1024 * 1024;

    private final PagePlan plan;
    private final PageRequest request;
    private final Exchange exchange;
    private final Runnable changed;
    private final ItemWriter writer;
    private final WalkFigures figures;
    private final boolean unsure;
    private final ItemScanner scanner;
    private final Deque<ByteBuf> ready = new ArrayDeque<>();
    private long heldBytes;
    private @Nullable Answer answer;
    private @Nullable Answer refusal;
    private @Nullable PenstockException failure;
    private boolean allowed;
    private boolean reading;
    private boolean ended;
    private boolean tooLong;
    private boolean held;
    private boolean cancelled;

    /**
     * A page that has not been asked for yet.
     *
     * @param exchange its own exchange
     * @param unsure whether it is not known yet that there are pages at all: then the exchange is the caller's own request
     * @param changed told whenever there is something new to see
     */
    PageRead(
            PagePlan plan,
            PageRequest request,
            Exchange exchange,
            ItemWriter writer,
            WalkFigures figures,
            boolean unsure,
            Runnable changed) {
        this.plan = plan;
        this.request = request;
        this.exchange = exchange;
        this.changed = changed;
        this.writer = writer;
        this.figures = figures;
        this.unsure = unsure;
        this.scanner =
                new ItemScanner(plan.paths(), (int) plan.config().maxItem().bytes(), writer);
    }

    /** Asks for it. */
    void start(Stage path) {
        path.run(exchange, this);
    }

    /** Lets its body be read, up to so many items; there is no reading ahead where it is not known how many are left. */
    void allow(long mostItems) {
        if (allowed) {
            return;
        }
        allowed = true;
        writer.limit(mostItems);
        readAllowed();
    }

    private void readAllowed() {
        Answer open = answer;
        if (open != null && allowed && !reading && !over()) {
            reading = true;
            open.read(this);
        }
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
        if (plan.isPage(arrived, unsure)) {
            begin(arrived);
        } else {
            refusal = unsure ? arrived : plain(arrived);
        }
        // What leads on may stand in the head: the next call need not wait until this page has been read.
        changed.run();
        readAllowed();
    }

    private void begin(Answer page) {
        try {
            answer = DecodedAnswer.of(page, MOST_DECODED);
        } catch (NetworkException flaw) {
            if (unsure) {
                // Its caller, not the walk, has asked for this encoding.
                refusal = page;
            } else {
                page.cancel();
                failure = flaw.at(exchange.origin());
            }
        }
    }

    /** The walk, not its caller, has said how it may be encoded. */
    private static Answer plain(Answer refused) {
        try {
            return DecodedAnswer.of(refused, MOST_DECODED);
        } catch (NetworkException flaw) {
            return refused;
        }
    }

    @Override
    public void failed(PenstockException cause) {
        if (!cancelled && !tooLong) {
            failure = cause;
            writer.release();
            changed.run();
        }
    }

    @Override
    public void data(ByteBuf chunk) {
        if (over()) {
            chunk.release();
            return;
        }
        long before = writer.ready();
        try {
            writer.expect(chunk.readableBytes());
            scan(chunk);
        } catch (NetworkException flaw) {
            flawed(flaw);
            return;
        } finally {
            chunk.release();
        }
        ByteBuf whole = writer.take();
        if (whole != null) {
            figures.ready(writer.ready() - before, whole.readableBytes());
            keep(whole);
        }
        if (writer.tooMany()) {
            tooLong = true;
            Objects.requireNonNull(answer, "the answer of which this is").cancel();
            writer.release();
        }
        changed.run();
    }

    /** Small ones share a buffer, so that what they take has to do with what they hold. */
    private void keep(ByteBuf items) {
        ByteBuf last = ready.peekLast();
        if (last != null && last.writableBytes() >= items.readableBytes()) {
            last.writeBytes(items);
            items.release();
        } else {
            ready.add(items);
            heldBytes += items.capacity();
        }
    }

    private boolean over() {
        return cancelled || tooLong || failure != null;
    }

    /** By pieces that are this page's own: a chunk may be shared with others, and what is scanned is changed. */
    private void scan(ByteBuf chunk) {
        byte[] piece = new byte[Math.min(PIECE, chunk.readableBytes())];
        while (chunk.isReadable()) {
            int length = Math.min(piece.length, chunk.readableBytes());
            chunk.readBytes(piece, 0, length);
            scanner.feed(piece, 0, length);
        }
    }

    @Override
    public void end(MultiMap trailers) {
        if (over()) {
            return;
        }
        try {
            scanner.end();
            ended = true;
            figures.pageRead();
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
            heldBytes -= next.capacity();
        }
        return next;
    }

    /** Whether items are ready. */
    boolean hasReady() {
        return !ready.isEmpty();
    }

    /** How many bytes of memory the items take that are ready. */
    long heldBytes() {
        return heldBytes;
    }

    /** Whether it has been read to its end. */
    boolean ended() {
        return ended;
    }

    /** Whether it has more items than were allowed; those that were are ready. */
    boolean tooLong() {
        return tooLong;
    }

    /** Whether it is known already that it will not be read to its end. */
    boolean hopeless() {
        return tooLong || failure != null || refusal != null;
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
        if (open == null || !reading || ended || over() || held != wanted) {
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
        heldBytes = 0;
        writer.release();
        Answer unread = refusal;
        if (unread != null) {
            unread.cancel();
        } else if (answer == null) {
            exchange.leave(cause);
        } else if (!ended && !tooLong && failure == null) {
            answer.cancel();
        }
    }
}
