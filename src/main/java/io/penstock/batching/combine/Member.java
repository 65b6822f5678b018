package io.penstock.batching.combine;

import io.penstock.error.NotFoundException;
import io.penstock.error.PenstockException;
import io.penstock.error.Problem;
import io.penstock.exchange.Answer;
import io.penstock.exchange.Exchange;
import io.penstock.exchange.Outcome;
import io.penstock.exchange.WholeAnswer;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/**
 * One request that may go out with others. It gathers, and then flies with others, or goes by itself. Confined to its own event
 * loop, but for what its flight asks of it, which comes from that of the flight.
 */
final class Member implements Outcome, Exchange.Cancellation {

    private static final int FIRST_ERROR = 400;

    private final CombiningStage stage;
    private final Exchange exchange;
    private final Outcome outcome;
    private final Single single;
    private final Gatherer<Member> gatherer;

    // Each loop writes its own first and then reads the other's: whatever the order, one of the two sees both.
    private volatile @Nullable Flight flight;
    private volatile boolean over;

    // Its own event loop's.
    private @Nullable Halves halves;

    Member(CombiningStage stage, Exchange exchange, Outcome outcome, Single single, Gatherer<Member> gatherer) {
        this.stage = stage;
        this.exchange = exchange;
        this.outcome = outcome;
        this.single = single;
        this.gatherer = gatherer;
    }

    /** Waits for what becomes of it. */
    void waits() {
        exchange.onCancel(this);
    }

    // What its flight asks, on that one's event loop.

    /** Takes it on board; false where it wants nothing any more. */
    boolean board(Flight boarded) {
        flight = boarded;
        return !over;
    }

    /** What it contributes. */
    Single single() {
        return single;
    }

    /** What it asks for; not changed by anybody as long as it waits. */
    Exchange exchange() {
        return exchange;
    }

    /** Has it ask for itself; {@code from} is where this is said. */
    void goAlone(CombiningStage from) {
        onOwnLoop(from, () -> {
            if (!over) {
                exchange.onCancel(null);
                stage.next().run(exchange, outcome);
            }
        });
    }

    /**
     * Has it ask for itself, as a flight that lands with the answer's head.
     *
     * @param from where this is said
     * @param divided what that flight is a half of; null where it is none
     */
    void flyAlone(CombiningStage from, @Nullable Halves divided) {
        onOwnLoop(from, () -> {
            if (over) {
                stage.landed(gatherer);
                return;
            }
            halves = divided;
            exchange.onCancel(null);
            stage.next().run(exchange, this);
        });
    }

    /** Answers it with its part of the answer to a batch, beside the fields that all have in common. */
    void give(CombiningStage from, HttpVersion version, MultiMap common, Part.Item item) {
        onOwnLoop(from, () -> {
            if (end()) {
                outcome.answered(new WholeAnswer(version, item.status(), fields(common, item), item.body()));
            }
        });
    }

    /** Tells it that there is no such item. */
    void missing(CombiningStage from) {
        fail(
                from,
                new NotFoundException(
                                Problem.ITEM_MISSING,
                                single.id() + " is not in the upstream's answer; expected an item with that key")
                        .at(exchange.origin()));
    }

    /** Tells it that the batch failed. */
    void fail(CombiningStage from, PenstockException failure) {
        onOwnLoop(from, () -> {
            if (end()) {
                outcome.failed(failure);
            }
        });
    }

    private void onOwnLoop(CombiningStage from, Runnable action) {
        if (from == stage) {
            action.run();
        } else {
            stage.loop().execute(action);
        }
    }

    // From here on: its own event loop.

    /** Says whether it still wants what comes, which is the last. */
    private boolean end() {
        if (over) {
            return false;
        }
        over = true;
        exchange.onCancel(null);
        return true;
    }

    private static MultiMap fields(MultiMap common, Part.Item item) {
        MultiMap fields = HttpHeaders.headers().addAll(common);
        for (String name : item.fields().names()) {
            fields.set(name, item.fields().getAll(name));
        }
        if (item.status() != 204 && item.status() != 304) {
            fields.set(HttpHeaders.CONTENT_LENGTH, Integer.toString(item.body().length));
        }
        return fields;
    }

    @Override
    public void cancelled(PenstockException cause) {
        over = true;
        gatherer.leave(this);
        Flight carrying = flight;
        if (carrying != null) {
            carrying.left(this);
        }
        outcome.failed(cause.at(exchange.origin()));
    }

    @Override
    public void answered(Answer answer) {
        if (halves != null && answer.status() < FIRST_ERROR) {
            halves.passed();
        }
        stage.landed(gatherer);
        outcome.answered(answer);
    }

    @Override
    public void failed(PenstockException failure) {
        stage.landed(gatherer);
        outcome.failed(failure);
    }
}
