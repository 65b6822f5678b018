package io.penstock.pool;

import io.netty.buffer.ByteBuf;
import io.penstock.error.PenstockException;
import io.penstock.exchange.Answer;
import io.penstock.exchange.Exchange;
import io.penstock.exchange.Outcome;
import io.penstock.testing.Await;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The end of an attempt, and of its answer: notes all that it is told. Read by the test's thread. */
class RecordedOutcome implements Outcome, Answer.Reader {

    final List<String> events = new CopyOnWriteArrayList<>();
    private final boolean reads;
    private volatile @Nullable Answer answer;

    @Nullable
    Exchange exchange;

    RecordedOutcome(boolean reads) {
        this.reads = reads;
    }

    void await(String event) {
        Await.until(event + " after " + events, () -> events.contains(event));
    }

    Answer answer() {
        return Objects.requireNonNull(answer, "no answer has arrived");
    }

    @Override
    public void answered(Answer arrived) {
        answer = arrived;
        events.add("answered " + arrived.status());
        if (reads) {
            arrived.read(this);
        }
    }

    @Override
    public void failed(PenstockException failure) {
        events.add("failed " + failure.problem().slug());
    }

    @Override
    public void data(ByteBuf chunk) {
        events.add("data " + chunk.toString(StandardCharsets.UTF_8));
        chunk.release();
    }

    @Override
    public void end(MultiMap trailers) {
        events.add("end");
    }

    @Override
    public void broken(PenstockException failure) {
        events.add("broken " + failure.problem().slug());
    }
}
