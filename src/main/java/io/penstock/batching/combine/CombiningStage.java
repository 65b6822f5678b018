package io.penstock.batching.combine;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.penstock.batching.Fingerprint;
import io.penstock.exchange.Exchange;
import io.penstock.exchange.Outcome;
import io.penstock.exchange.Stage;
import io.penstock.time.DeadlineWheel;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Lets a {@code GET} go out together with others that differ from it in an id alone. Conditional requests and those for a range go
 * by themselves, as does whatever cannot be written into a batch. Stands above what repeats requests, so that it is the batch that is
 * repeated, and below the caller's deadline, which is its own. Confined to its event loop.
 */
final class CombiningStage implements Stage {

    private static final List<CharSequence> FOR_ONE_ANSWER = List.of(
            HttpHeaderNames.IF_NONE_MATCH,
            HttpHeaderNames.IF_MODIFIED_SINCE,
            HttpHeaderNames.RANGE,
            HttpHeaderNames.IF_RANGE,
            HttpHeaderNames.IF_MATCH,
            HttpHeaderNames.IF_UNMODIFIED_SINCE);

    private final Stage next;
    private final Combining combining;
    private final Fingerprint fingerprint;
    private final Executor loop;
    private @Nullable DeadlineWheel wheel;

    CombiningStage(Stage next, Combining combining, Fingerprint fingerprint, Executor loop) {
        this.next = next;
        this.combining = combining;
        this.fingerprint = fingerprint;
        this.loop = loop;
    }

    @Override
    public void run(Exchange exchange, Outcome outcome) {
        wheel = exchange.wheel();
        Single single = mayJoin(exchange) ? combining.combiner().read(exchange.target()) : null;
        if (single == null || !fingerprint.take(exchange, single.alike())) {
            next.run(exchange, outcome);
        } else {
            gather(exchange, outcome, single);
        }
    }

    private boolean mayJoin(Exchange exchange) {
        return HttpMethod.GET.equals(exchange.method())
                && exchange.body().length() == 0
                && exchange.cancelledBy() == null
                && !combining.caution().rests()
                && !asksForOneAnswer(exchange.headers());
    }

    private static boolean asksForOneAnswer(MultiMap fields) {
        for (CharSequence name : FOR_ONE_ANSWER) {
            if (fields.contains(name)) {
                return true;
            }
        }
        return false;
    }

    private void gather(Exchange exchange, Outcome outcome, Single single) {
        Gatherer.Alike alike = new Gatherer.Alike(fingerprint.high(), fingerprint.low());
        Gatherer.Limits limits = combining.limits(single);
        Gatherer.Arrival<Member> arrival = null;
        while (arrival == null) {
            Gatherer<Member> gatherer = combining.gatherer(alike);
            Member member = new Member(this, exchange, outcome, single, gatherer);
            member.waits();
            arrival = gatherer.arrive(member, single.weight(), limits);
            if (arrival == null) {
                combining.forget(gatherer);
            } else {
                follow(arrival, gatherer);
            }
        }
    }

    private void follow(Gatherer.Arrival<Member> arrival, Gatherer<Member> gatherer) {
        Long opened = arrival.opened();
        if (opened != null) {
            wheel().schedule(combining.waitNanos(), () -> {
                depart(gatherer.timeUp(opened), gatherer);
                forgetClosed(gatherer);
            });
        }
        depart(arrival.departing(), gatherer);
    }

    private void depart(List<Member> members, Gatherer<Member> gatherer) {
        if (members.size() == 1) {
            members.get(0).flyAlone(this, null);
        } else if (!members.isEmpty()) {
            new Flight(this, gatherer, members, null).start();
        }
    }

    /** A flight has landed: whoever gathered meanwhile departs, from this event loop. */
    void landed(Gatherer<Member> gatherer) {
        depart(gatherer.landed(), gatherer);
        forgetClosed(gatherer);
    }

    private void forgetClosed(Gatherer<Member> gatherer) {
        if (gatherer.closed()) {
            combining.forget(gatherer);
        }
    }

    /** The deadlines of the event loop. */
    DeadlineWheel wheel() {
        if (wheel == null) {
            throw new IllegalStateException("nothing departs where nothing arrived");
        }
        return wheel;
    }

    Stage next() {
        return next;
    }

    Combining combining() {
        return combining;
    }

    /** Runs tasks on the event loop of this stage, in order. */
    Executor loop() {
        return loop;
    }
}
