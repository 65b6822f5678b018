package io.penstock.batching.combine;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.penstock.error.CancelledException;
import io.penstock.error.PenstockException;
import io.penstock.error.Problem;
import io.penstock.exchange.Answer;
import io.penstock.exchange.Exchange;
import io.penstock.exchange.Outcome;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** One who asks for a thing; fails the test at once where it gets what is another's, or anything twice. */
final class Asker implements Outcome, Answer.Reader {

    static final PenstockException LEFT = new CancelledException(Problem.CANCELLED, "left");

    final Exchange exchange;
    private final int id;
    private final @Nullable String credentials;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    @Nullable
    Answer answer;

    @Nullable
    PenstockException failure;

    boolean ended;
    boolean left;
    private boolean slow;

    Asker(Exchange exchange, int id) {
        this.exchange = exchange;
        this.id = id;
        this.credentials = exchange.headers().get(HttpHeaders.AUTHORIZATION);
    }

    boolean done() {
        return left || ended || failure != null;
    }

    /** Takes nothing until {@link #readOn}. */
    void dawdle() {
        slow = true;
        if (answer != null) {
            answer.pause();
        }
    }

    void readOn() {
        slow = false;
        if (answer != null && !done()) {
            answer.resume();
        }
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
        return failure != null ? failure.problem().slug() : (answer == null ? 0 : answer.status()) + " " + text();
    }

    private String text() {
        return body.toString(StandardCharsets.UTF_8);
    }

    @Nullable
    String field(String name) {
        return answer == null ? null : answer.headers().get(name);
    }

    @Override
    public void answered(Answer arrived) {
        assertThat(answer == null && !done()).as("the only answer to %s", id).isTrue();
        answer = arrived;
        if (slow) {
            arrived.pause();
        }
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
        assertThat(done() || slow).isFalse();
        body.writeBytes(ByteBufUtil.getBytes(chunk));
        chunk.release();
    }

    @Override
    public void end(MultiMap trailers) {
        assertThat(done() || slow).isFalse();
        ended = true;
        if (answer != null && answer.status() == 200) {
            assertThat(text()).isEqualTo(UpstreamCall.thing(id, credentials));
        }
    }

    @Override
    public void broken(PenstockException cause) {
        assertThat(done()).isFalse();
        failure = cause;
    }
}
