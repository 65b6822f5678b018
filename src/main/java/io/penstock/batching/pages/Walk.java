package io.penstock.batching.pages;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.error.CancelledException;
import io.penstock.error.NetworkException;
import io.penstock.error.NotFoundException;
import io.penstock.error.PenstockException;
import io.penstock.error.Problem;
import io.penstock.exchange.Answer;
import io.penstock.exchange.Exchange;
import io.penstock.exchange.MemoryPressure;
import io.penstock.exchange.Outcome;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One walk: an answer whose body is the items of page after page. Confined to the event loop of its exchange.
 *
 * <p>The pages in flight stand in a row. The first is the one that is delivered: its items are handed on as they come, and
 * read no faster than they are taken, {@code readAhead} bytes aside. Those behind it are asked for because what is known leads to
 * them, or because the total makes it likely that they will be wanted, and are read as long as there is room. When the first has been delivered, it says
 * what really comes next; where that is not the page behind it, everything behind it is given up.
 *
 * <p>Everything that happens ends in {@link #advance}, which does what can be done now, and is never entered twice.
 */
final class Walk implements Answer, Exchange.Cancellation {

    private final PagePlan plan;
    private final WalkFormat format;
    private final PageCalls calls;
    private final Exchange exchange;
    private final Outcome outcome;
    private final Trail trail;
    private final WalkFigures figures;
    private final MemoryPressure pressure;
    private final Deque<PageRead> pages = new ArrayDeque<>();
    private final SeenRequests seen = new SeenRequests();
    private @Nullable PageFacts lastRead;
    private @Nullable MultiMap headers;
    private @Nullable Reader reader;
    private long itemsBefore;
    private int pagesBefore;
    private boolean begun;
    private boolean unsure;
    private boolean paused;
    private boolean over;
    private boolean advancing;
    private boolean again;

    /**
     * A walk that has not begun.
     *
     * @param calls makes the calls for its pages
     * @param trail remembers where its pages begin
     * @param figures counts it, as one that has begun already
     * @param pressure says how much may be asked for ahead
     */
    Walk(
            PagePlan plan,
            WalkFormat format,
            PageCalls calls,
            Exchange exchange,
            Outcome outcome,
            Trail trail,
            WalkFigures figures,
            MemoryPressure pressure) {
        this.plan = plan;
        this.format = format;
        this.calls = calls;
        this.exchange = exchange;
        this.outcome = outcome;
        this.trail = trail;
        this.figures = figures;
        this.pressure = pressure;
    }

    /** Begins with the collection's first page. */
    void begin(PageRequest first) {
        unsure = !plan.configured();
        start(first, 0);
    }

    /**
     * Goes on at a place.
     *
     * @param received how many items the caller has, from the collection's beginning
     */
    void resume(Trail.Place place, long received) {
        itemsBefore = place.items();
        trail.passed(place);
        start(place.request(), received - place.items());
    }

    private void start(PageRequest request, long skip) {
        exchange.onCancel(this);
        seen.add(request.fingerprint());
        add(request, skip);
    }

    private void add(PageRequest request, long skip) {
        ItemWriter writer = new ItemWriter(format, skip, plan.keepsLastItem());
        Exchange call = unsure ? calls.own(request) : calls.exchange(request);
        PageRead page = new PageRead(plan, request, call, writer, figures, unsure, this::advance);
        if (pages.isEmpty()) {
            page.allow(itemsLeft());
        } else if (plan.config().maxItems() == 0) {
            page.allow(Long.MAX_VALUE);
        }
        pages.add(page);
        page.start(calls.path());
    }

    private long itemsLeft() {
        long most = plan.config().maxItems();
        return most == 0 ? Long.MAX_VALUE : Math.max(0, most - itemsBefore);
    }

    private void advance() {
        again = true;
        if (advancing) {
            return;
        }
        advancing = true;
        try {
            while (again && !over) {
                again = false;
                step();
            }
        } finally {
            advancing = false;
        }
    }

    private void step() {
        PageRead page = Objects.requireNonNull(pages.peek(), "the page that is delivered");
        if (unsure && page.headers() != null) {
            unsure = false;
            if (!pressure.admitsWalks()) {
                breakOff(pressure.refusalOfWalk(exchange));
                return;
            }
        }
        if (answered()) {
            deliver(page);
        } else if (page.hasReady() || (page.ended() && page.skipLeft() == 0)) {
            answer(page);
            return;
        }
        if (over || page.hasReady() || (answered() && reader == null)) {
            regulate();
            return;
        }
        Answer refusal = page.refusal();
        PenstockException failure = page.failure();
        if (refusal != null && !answered()) {
            end(WalkFigures.End.REFUSED);
            exchange.onCancel(null);
            outcome.answered(refusal);
        } else if (refusal != null) {
            breakOff(Broken.refused("status " + refusal.status() + " for a page; expected 200"));
        } else if (failure != null) {
            breakOff(failure);
        } else if (page.tooLong()) {
            breakOff(Broken.tooLong(plan.config().maxItems() + " items and more; expected at most that many (maxItems)")
                    .at(exchange.origin()));
        } else if (page.ended()) {
            turn(page);
        } else {
            regulate();
        }
    }

    private boolean answered() {
        return headers != null;
    }

    /** Gives the caller the head: the first items are here, or it is certain that there are none. */
    private void answer(PageRead page) {
        headers = WalkHead.of(Objects.requireNonNull(page.headers(), "the head of a page"), format, trail.id());
        trail.passed(new Trail.Place(itemsBefore, page.request()));
        exchange.onCancel(null);
        again = true;
        outcome.answered(this);
    }

    private void deliver(PageRead page) {
        Reader to = reader;
        while (to != null && !paused && !over) {
            ByteBuf items = page.poll();
            if (items == null) {
                return;
            }
            to.data(begun ? items : beginning(items));
        }
    }

    private ByteBuf beginning(ByteBuf items) {
        begun = true;
        ByteBuf first = items.skipBytes(format.firstSkipped());
        return format.begin().isEmpty() ? first : Unpooled.wrappedBuffer(bytes(format.begin()), first);
    }

    /** The page has been delivered: goes on to the next one, or ends. */
    private void turn(PageRead page) {
        PageFacts facts = page.facts(itemsBefore);
        lastRead = facts;
        itemsBefore = facts.soFar();
        pagesBefore++;
        PageRequest next;
        try {
            next = plan.style().next(page.request(), facts);
            if (next != null) {
                check(next);
            }
        } catch (NetworkException flaw) {
            breakOff(flaw.at(exchange.origin()));
            return;
        }
        if (next == null) {
            finish(page.skipLeft());
            return;
        }
        pages.remove();
        trail.passed(new Trail.Place(itemsBefore, next));
        PageRead expected = pages.peek();
        boolean usable = expected != null
                && expected.request().equals(next)
                // What came to nothing ahead of time may do better now.
                && !expected.hopeless();
        if (!usable) {
            giveUpPages(new CancelledException(Problem.CANCELLED, "the walk took another way"));
            add(next, page.skipLeft());
        } else {
            expected.allow(itemsLeft());
        }
        again = true;
    }

    private void check(PageRequest next) {
        if (!seen.add(next.fingerprint())) {
            throw Broken.circle("the request for page " + (pagesBefore + 1) + " was made before; expected another one");
        }
        if (pagesBefore >= plan.config().maxPages()) {
            throw Broken.tooLong(pagesBefore + " pages and more; expected at most that many (maxPages)");
        }
    }

    private void end(WalkFigures.End how) {
        over = true;
        figures.ended(how);
    }

    private void finish(long skipLeft) {
        if (skipLeft > 0) {
            breakOff(new NotFoundException(
                            Problem.WALK_GONE,
                            "the collection has " + itemsBefore + " items; expected those received, "
                                    + (itemsBefore + skipLeft) + ", to be among them")
                    .at(exchange.origin()));
            return;
        }
        Reader to = Objects.requireNonNull(reader, "the reader of a walk that was answered");
        end(WalkFigures.End.WHOLE);
        giveUpPages(new CancelledException(Problem.CANCELLED, "the walk has ended"));
        ByteBuf closing = bytes(begun ? format.end() : format.begin() + format.end());
        if (closing.isReadable()) {
            to.data(closing);
        }
        to.end(HttpHeaders.headers());
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
    }

    private void breakOff(PenstockException failure) {
        end(failure.problem() == Problem.CANCELLED ? WalkFigures.End.LEFT : WalkFigures.End.BROKEN);
        giveUpPages(failure);
        Reader to = reader;
        if (!answered()) {
            exchange.onCancel(null);
            outcome.failed(failure);
        } else if (to != null) {
            to.broken(failure);
        }
    }

    /** Asks for pages ahead, and lets those that are here flow as there is room. */
    private void regulate() {
        if (over) {
            return;
        }
        PageRequest ahead = ahead();
        while (ahead != null && !over) {
            add(ahead, 0);
            ahead = ahead();
        }
        long held = 0;
        for (PageRead page : pages) {
            held += page.heldBytes();
        }
        boolean room = held < pressure.scaled(plan.config().readAhead().bytes());
        boolean first = true;
        // A copy, since one that is let flow may change the row.
        for (PageRead page : pages.toArray(new PageRead[0])) {
            page.flow(room || (first && !paused && reader != null));
            first = false;
        }
    }

    /** The request for a page behind the last one in flight; null where none is known or wanted now. */
    private @Nullable PageRequest ahead() {
        PageRead last = Objects.requireNonNull(pages.peekLast(), "a page in flight");
        PageFacts known = lastRead;
        int behind = pages.size() - 1;
        if (last.skipLeft() > 0
                || last.hopeless()
                || pagesBefore + pages.size() >= plan.config().maxPages()) {
            return null;
        }
        try {
            boolean certain = plan.style().tellsEarly() ? last.tellsNext() : last.ended() && behind == 0;
            if (certain && behind < pressure.scaled(plan.config().prefetch())) {
                return plan.style().next(last.request(), last.facts(itemsBefore));
            }
            if (known != null && behind < pressure.scaled(plan.config().parallel() - 1)) {
                return plan.style().guess(last.request(), known);
            }
        } catch (NetworkException flaw) {
            // Told when the walk comes to it.
        }
        return null;
    }

    private void giveUpPages(PenstockException cause) {
        PageRead page = pages.poll();
        while (page != null) {
            page.cancel(cause);
            page = pages.poll();
        }
    }

    @Override
    public void cancelled(PenstockException cause) {
        if (!over) {
            breakOff(cause.at(exchange.origin()));
        }
    }

    @Override
    public HttpVersion version() {
        return HttpVersion.HTTP_1_1;
    }

    @Override
    public int status() {
        return 200;
    }

    @Override
    public MultiMap headers() {
        return Objects.requireNonNull(headers, "the head of a walk that was answered");
    }

    @Override
    public void read(Reader receiver) {
        reader = receiver;
        advance();
    }

    @Override
    public void pause() {
        paused = true;
        advance();
    }

    @Override
    public void resume() {
        paused = false;
        advance();
    }

    @Override
    public void cancel() {
        if (!over) {
            end(WalkFigures.End.LEFT);
            giveUpPages(new CancelledException(Problem.CANCELLED, "the caller left"));
        }
    }
}
