package io.penstock.batching.pages;

import io.penstock.error.BadRequestException;
import io.penstock.error.PenstockException;
import io.penstock.error.Problem;
import io.penstock.exchange.Exchange;
import io.penstock.exchange.Outcome;
import io.penstock.exchange.RequestBody;
import io.vertx.core.buffer.Buffer;
import java.util.function.Consumer;

/** The body of a caller's request, gathered because each page is asked for with another one. Confined to its event loop. */
final class GatheredBody implements RequestBody.Reader, Exchange.Cancellation {

    /** The largest body that is gathered, in bytes. */
    static final int MOST = 1024 * 1024;

    private final Exchange exchange;
    private final Outcome outcome;
    private final Consumer<Buffer> whole;
    private final Buffer gathered = Buffer.buffer();
    private boolean over;

    private GatheredBody(Exchange exchange, Outcome outcome, Consumer<Buffer> whole) {
        this.exchange = exchange;
        this.outcome = outcome;
        this.whole = whole;
    }

    /** Gathers the body, and goes on with it; fails the outcome where it is too large, or the exchange is cancelled. */
    static void gather(Exchange exchange, Outcome outcome, Consumer<Buffer> whole) {
        GatheredBody gathering = new GatheredBody(exchange, outcome, whole);
        exchange.onCancel(gathering);
        if (exchange.awaitsContinue()) {
            exchange.relayContinue();
        }
        exchange.body().read(gathering);
    }

    @Override
    public void data(Buffer chunk) {
        if (over) {
            return;
        }
        gathered.appendBuffer(chunk);
        if (gathered.length() > MOST) {
            end(new BadRequestException(
                    Problem.BODY_TOO_LARGE, "more than " + MOST + " bytes; expected at most that for a walk of pages"));
        }
    }

    @Override
    public void end() {
        if (!over) {
            over = true;
            exchange.onCancel(null);
            whole.accept(gathered);
        }
    }

    @Override
    public void cancelled(PenstockException cause) {
        if (!over) {
            end(cause);
        }
    }

    private void end(PenstockException cause) {
        over = true;
        exchange.onCancel(null);
        exchange.body().detach();
        outcome.failed(cause.at(exchange.origin()));
    }
}
