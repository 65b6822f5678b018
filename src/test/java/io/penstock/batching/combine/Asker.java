package io.penstock.batching.combine;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.penstock.error.CancelledException;
import io.penstock.error.PenstockException;
import io.penstock.error.Problem;
import io.penstock.exchange.Answer;
import io.penstock.exchange.Exchange;
import io.penstock.exchange.Outcome;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** One who asks for a thing; fails the test at once where it gets what is another's, or anything twice. */
final class Asker implements Outcome, Answer.Reader {

    static final PenstockException LEFT = new CancelledException(Problem.CANCELLED, "left");

    final Exchange exchange;
    private final int id;
    private final StringBuilder body = new StringBuilder();

    @Nullable
    Answer answer;

    @Nullable
    PenstockException failure;

    boolean ended;
    boolean left;

    Asker(Exchange exchange, int id) {
        this.exchange = exchange;
        this.id = id;
    }

    boolean done() {
        return left || ended || failure != null;
    }

    void leave() {
        left = true;
        if (answer == null) {
            exchange.leave(LEFT);
        } else {
            answer.cancel();
        }
    }

    /** Status and body, or the kind of failure. */
    String told() {
        return failure != null ? failure.problem().slug() : (answer == null ? 0 : answer.status()) + " " + body;
    }

    @Nullable
    String field(String name) {
        return answer == null ? null : answer.headers().get(name);
    }

    @Override
    public void answered(Answer arrived) {
        assertThat(answer == null && !done()).as("the only answer to %s", id).isTrue();
        answer = arrived;
        arrived.read(this);
    }

    @Override
    public void failed(PenstockException cause) {
        if (left) {
            assertThat(cause.problem()).isEqualTo(Problem.CANCELLED);
            return;
        }
        assertThat(answer == null && failure == null)
                .as("the only failure of %s", id)
                .isTrue();
        failure = cause;
        if (cause.problem() == Problem.ITEM_MISSING) {
            assertThat(UpstreamCall.exists(id)).isFalse();
        }
    }

    @Override
    public void data(ByteBuf chunk) {
        assertThat(done()).isFalse();
        body.append(chunk.toString(StandardCharsets.UTF_8));
        chunk.release();
    }

    @Override
    public void end(MultiMap trailers) {
        assertThat(done()).isFalse();
        ended = true;
        if (answer != null && answer.status() == 200) {
            assertThat(body.toString()).isEqualTo(UpstreamCall.thing(id));
        }
    }

    @Override
    public void broken(PenstockException cause) {
        assertThat(done()).isFalse();
        failure = cause;
    }
}
