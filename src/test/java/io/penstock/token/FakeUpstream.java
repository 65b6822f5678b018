package io.penstock.token;

import io.netty.buffer.ByteBuf;
import io.penstock.error.PenstockException;
import io.penstock.exchange.Exchange;
import io.penstock.exchange.Outcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is inside the stage: answers at once with the next status, 200 where there is none. */
final class FakeUpstream {

    final Deque<Integer> statuses = new ArrayDeque<>();
    final List<@Nullable String> sent = new ArrayList<>();
    final List<FakeAnswer> answers = new ArrayList<>();
    final List<ByteBuf> chunks = new ArrayList<>();
    Runnable beforeSending = () -> {};
    Runnable beforeAnswer = () -> {};
    String body = "";
    boolean stalls;

    @Nullable
    String challenge;

    void run(Exchange exchange, Outcome outcome) {
        beforeSending.run();
        exchange.attemptStarted(false);
        PenstockException ended = exchange.cancelledBy();
        if (ended != null) {
            outcome.failed(ended);
            return;
        }
        sent.add(exchange.headers().get("authorization"));
        Integer status = statuses.poll();
        FakeAnswer answer = new FakeAnswer(status == null ? 200 : status, challenge, body, chunks, stalls);
        answers.add(answer);
        beforeAnswer.run();
        outcome.answered(answer);
    }
}
