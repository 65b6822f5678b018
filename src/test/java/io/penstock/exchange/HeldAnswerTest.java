package io.penstock.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.testing.FakeTicker;
import io.penstock.testing.ManualAlarm;
import io.penstock.time.DeadlineWheel;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What becomes of an answer that nobody wants. */
class HeldAnswerTest {

    private final FakeTicker ticker = new FakeTicker();
    private final DeadlineWheel wheel = new DeadlineWheel(ticker, new ManualAlarm(ticker));
    private final Unwanted answer = new Unwanted();

    @Test
    void discard_ofABodyThatEnds_readsItAndSetsNothingUp() {
        HeldAnswer.discard(answer, wheel);
        answer.data(100);
        answer.reader().end(HttpHeaders.headers());
        pass(Duration.ofMinutes(1));

        assertThat(answer.cancelled).isFalse();
        assertThat(wheel.armed()).isZero();
    }

    @Test
    void discard_ofABodyThatDoesNotEnd_givesItUpSoon() {
        HeldAnswer.discard(answer, wheel);
        answer.data(100);
        pass(Duration.ofMillis(500));
        assertThat(answer.cancelled).isFalse();

        pass(Duration.ofSeconds(1));

        assertThat(answer.cancelled).isTrue();
        assertThat(wheel.armed()).isZero();
    }

    @Test
    void discard_ofALongBody_givesItUpAtOnce() {
        HeldAnswer.discard(answer, wheel);
        answer.data(64 * 1024 + 1);

        assertThat(answer.cancelled).isTrue();
        assertThat(wheel.armed()).isZero();
    }

    private void pass(Duration time) {
        ticker.advance(time);
        wheel.advance();
    }

    /** An answer whose body the test plays. */
    private static final class Unwanted implements Answer {

        private boolean cancelled;
        private @Nullable Reader reader;

        void data(int size) {
            ByteBuf bytes = Unpooled.wrappedBuffer(new byte[size]);
            reader().data(bytes);
            assertThat(bytes.refCnt()).isZero();
        }

        Reader reader() {
            return Objects.requireNonNull(reader);
        }

        @Override
        public HttpVersion version() {
            return HttpVersion.HTTP_1_1;
        }

        @Override
        public int status() {
            return 503;
        }

        @Override
        public MultiMap headers() {
            return HttpHeaders.headers();
        }

        @Override
        public void read(Reader receiver) {
            reader = receiver;
        }

        @Override
        public void pause() {
            // Nobody asks for it.
        }

        @Override
        public void resume() {
            // See pause.
        }

        @Override
        public void cancel() {
            cancelled = true;
        }
    }
}
