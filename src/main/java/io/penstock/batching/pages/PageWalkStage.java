package io.penstock.batching.pages;

import io.penstock.error.NotFoundException;
import io.penstock.error.PenstockException;
import io.penstock.error.Problem;
import io.penstock.exchange.Exchange;
import io.penstock.exchange.MemoryPressure;
import io.penstock.exchange.Outcome;
import io.penstock.exchange.Stage;
import io.penstock.exchange.WalkResumption;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;

/**
 * Answers with all items of a collection where the caller asks for them with {@code Accept}; every other request passes
 * untouched. A page is an exchange of its own through the rest of the path. Confined to its event loop.
 */
public final class PageWalkStage implements Stage {

    private final Stage next;
    private final Stage pages;
    private final PagePlan plan;
    private final WalkBook book;
    private final WalkFigures figures;
    private final MemoryPressure pressure;

    /**
     * Puts the walks before what follows.
     *
     * @param next what requests pass that are not walked
     * @param pages what each page passes: the same, with a deadline of its own
     * @param book remembers where walks have been; shared by all event loops
     * @param figures counts them; shared by all event loops
     * @param pressure says whether memory allows a walk to begin, and how much is asked for ahead
     */
    public PageWalkStage(
            Stage next, Stage pages, PagePlan plan, WalkBook book, WalkFigures figures, MemoryPressure pressure) {
        this.next = next;
        this.pages = pages;
        this.plan = plan;
        this.book = book;
        this.figures = figures;
        this.pressure = pressure;
    }

    @Override
    public void run(Exchange exchange, Outcome outcome) {
        WalkFormat format = WalkFormat.asked(exchange.headers().get(HttpHeaders.ACCEPT));
        if (format == null || !plan.walks(exchange, format)) {
            next.run(exchange, outcome);
        } else if (plan.configured() && exchange.walkResumption() == null && !pressure.admitsWalks()) {
            outcome.failed(pressure.refusalOfWalk(exchange));
        } else if (exchange.body().length() == 0) {
            start(exchange, outcome, format, Buffer.buffer());
        } else {
            GatheredBody.gather(exchange, outcome, body -> start(exchange, outcome, format, body));
        }
    }

    private void start(Exchange exchange, Outcome outcome, WalkFormat format, Buffer body) {
        long keptNanos = plan.config().resumeFor().toNanos();
        byte[] owner = keptNanos == 0 ? new byte[0] : WalkOwner.of(exchange, body);
        WalkResumption resumption = exchange.walkResumption();
        if (resumption == null) {
            begin(exchange, outcome, format, body, keptNanos == 0 ? Trail.NONE : book.begin(owner, keptNanos));
            return;
        }
        WalkBook.Found found = keptNanos == 0 ? null : book.find(resumption.walk(), owner, resumption.received());
        if (found == null) {
            outcome.failed(new NotFoundException(
                            Problem.WALK_GONE,
                            "Penstock-Resume names no walk of this caller and target that is still known;"
                                    + " expected the Penstock-Walk of one")
                    .at(exchange.origin()));
            return;
        }
        figures.begun(true);
        walk(exchange, outcome, format, found.trail()).resume(found.place(), resumption.received());
    }

    private void begin(Exchange exchange, Outcome outcome, WalkFormat format, Buffer body, Trail trail) {
        PageRequest first;
        try {
            first = plan.first(new PageRequest(exchange.target(), body));
        } catch (PenstockException flaw) {
            outcome.failed(flaw.at(exchange.origin()));
            return;
        }
        figures.begun(false);
        walk(exchange, outcome, format, trail).begin(first);
    }

    private Walk walk(Exchange exchange, Outcome outcome, WalkFormat format, Trail trail) {
        String accept = String.join(", ", exchange.headers().getAll(HttpHeaders.ACCEPT));
        PageCalls calls = new PageCalls(exchange, pages, plan.accept(accept));
        return new Walk(plan, format, calls, exchange, outcome, trail, figures, pressure);
    }
}
