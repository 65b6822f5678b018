package io.penstock.resilience.fallback;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.penstock.error.PenstockException;
import io.penstock.exchange.Answer;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeptAnswerTest {

    private final List<String> read = new ArrayList<>();
    private final KeptAnswer kept =
            new KeptAnswer(HttpVersion.HTTP_1_1, 200, HttpHeaders.headers().add("A", "1"), Buffer.buffer("body"), 0);

    @Test
    void read_deliversTheBodyAndItsEnd() {
        kept.toAnswer().read(new Recorded(() -> {}));

        assertThat(read).containsExactly("body", "end");
    }

    @Test
    void read_whilePaused_waits() {
        Answer answer = kept.toAnswer();
        answer.pause();
        answer.read(new Recorded(() -> {}));
        assertThat(read).isEmpty();

        answer.resume();

        assertThat(read).containsExactly("body", "end");
    }

    @Test
    void read_byOneThatPausesOverTheBody_holdsTheEndBack() {
        Answer answer = kept.toAnswer();
        answer.read(new Recorded(answer::pause));
        assertThat(read).containsExactly("body");

        answer.resume();

        assertThat(read).containsExactly("body", "end");
    }

    @Test
    void read_byOneThatCancelsOverTheBody_hearsNoMore() {
        Answer answer = kept.toAnswer();

        answer.read(new Recorded(answer::cancel));

        assertThat(read).containsExactly("body");
    }

    @Test
    void headers_ofOneAnswer_areItsOwn() {
        kept.toAnswer().headers().set("A", "2");

        assertThat(kept.toAnswer().headers().get("A")).isEqualTo("1");
    }

    private final class Recorded implements Answer.Reader {

        private final Runnable onData;

        Recorded(Runnable onData) {
            this.onData = onData;
        }

        @Override
        public void data(ByteBuf chunk) {
            read.add(chunk.toString(StandardCharsets.UTF_8));
            chunk.release();
            onData.run();
        }

        @Override
        public void end(MultiMap trailers) {
            read.add("end");
        }

        @Override
        public void broken(PenstockException failure) {
            read.add("broken");
        }
    }
}
