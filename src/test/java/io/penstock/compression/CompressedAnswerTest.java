package io.penstock.compression;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.penstock.error.NetworkException;
import io.penstock.error.PenstockException;
import io.penstock.error.Problem;
import io.penstock.exchange.Answer;
import io.penstock.testing.FakeTicker;
import io.penstock.testing.ManualAlarm;
import io.penstock.time.DeadlineWheel;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** When what is compressed goes out. The encoder of these tests puts out what it took, between marks. */
class CompressedAnswerTest {

    private static final int UNKNOWN = -1;

    private final FakeTicker ticker = new FakeTicker();
    private final DeadlineWheel wheel = new DeadlineWheel(ticker, new ManualAlarm(ticker));
    private final Source source = new Source();
    private final Marking encoder = new Marking();
    private final Caller caller = new Caller();
    private final List<String> endings = new ArrayList<>();

    @Test
    void data_outsideABurst_goesOutAtOnce() {
        CompressedAnswer answer = read(UNKNOWN);

        source.data("a");
        source.data("b");

        assertThat(caller.seen).containsExactly("a|", "b|");
        assertThat(answer.bursting()).isFalse();
    }

    @Test
    void data_ofABurst_goesOutTogetherAtItsEnd() {
        read(UNKNOWN);

        source.bursting = true;
        source.data("a");
        source.data("b");
        assertThat(caller.seen).isEmpty();
        source.endBurst();

        assertThat(caller.seen).containsExactly("ab|", "burst end");
    }

    @Test
    void data_ofAKnownLength_waitsForMoreButNotForLong() {
        read(4);

        source.data("ab");
        assertThat(caller.seen).isEmpty();
        pass(5);
        source.data("c");
        pass(5);
        assertThat(caller.seen).isEmpty();
        pass(20);

        assertThat(caller.seen).containsExactly("abc|");
    }

    @Test
    void end_ofAKnownLength_putsAllInOnePiece() {
        read(2);

        source.data("a");
        source.data("b");
        source.reader().end(HttpHeaders.headers().set("X-Rows", "2"));
        pass(100);

        assertThat(caller.seen).containsExactly("ab.", "end 2");
        assertThat(endings).containsExactly("2 in, 3 out");
        assertThat(wheel.armed()).isZero();
    }

    @Test
    void end_ofAnEmptyBody_isAWholeStreamToo() {
        read(UNKNOWN);

        source.reader().end(HttpHeaders.headers());

        assertThat(caller.seen).containsExactly(".", "end null");
    }

    @Test
    void end_isHandedOnTogetherWithTheRest() {
        CompressedAnswer answer = read(UNKNOWN);
        caller.onData = () -> assertThat(answer.bursting()).isTrue();

        source.reader().end(HttpHeaders.headers());

        assertThat(caller.seen).hasSize(2);
    }

    @Test
    void pause_holdsBackWhatIsNotFlushed_untilResume() {
        CompressedAnswer answer = read(UNKNOWN);
        source.bursting = true;
        source.data("a");
        answer.pause();
        source.endBurst();
        pass(100);
        assertThat(caller.seen).containsExactly("burst end");

        answer.resume();

        assertThat(caller.seen).containsExactly("burst end", "a|");
        assertThat(source.calls).containsExactly("pause", "resume");
    }

    @Test
    void pause_overTheDeadline_flushesAfterResume() {
        CompressedAnswer answer = read(9);
        source.data("a");
        answer.pause();
        pass(100);
        assertThat(caller.seen).isEmpty();

        answer.resume();
        pass(100);

        assertThat(caller.seen).containsExactly("a|");
    }

    @Test
    void broken_afterSomethingWentOut_bringsTheRestAndNoEnd() {
        read(UNKNOWN);
        source.data("a");
        source.bursting = true;
        source.data("b");

        source.reader().broken(new NetworkException(Problem.CONNECTION_LOST, "gone", false));

        assertThat(caller.seen).containsExactly("a|", "b|", "broken connection-lost");
        assertThat(endings).containsExactly("2 in, 4 out");
    }

    @Test
    void broken_beforeAnythingWentOut_leavesRoomForAProblem() {
        read(5);
        source.data("a");

        source.reader().broken(new NetworkException(Problem.CONNECTION_LOST, "gone", false));
        pass(100);

        assertThat(caller.seen).containsExactly("broken connection-lost");
        assertThat(endings).containsExactly("1 in, 0 out");
    }

    @Test
    void cancel_endsItAndHearsNoMore() {
        CompressedAnswer answer = read(5);
        source.data("a");

        answer.cancel();
        answer.cancel();
        source.data("b");
        pass(100);

        assertThat(caller.seen).isEmpty();
        assertThat(source.calls).containsExactly("cancel", "cancel");
        assertThat(encoder.closed).isOne();
        assertThat(endings).hasSize(1);
    }

    @Test
    void cancel_fromWithinTheData_hearsNoMore() {
        CompressedAnswer answer = read(UNKNOWN);
        caller.onData = answer::cancel;

        source.reader().end(HttpHeaders.headers());

        assertThat(caller.seen).containsExactly(".");
        assertThat(encoder.closed).isOne();
    }

    @Test
    void encoderThatFails_breaksTheAnswer() {
        read(UNKNOWN);
        source.data("a");
        encoder.failing = true;

        source.data("b");
        source.data("c");

        assertThat(caller.seen).containsExactly("a|", "broken internal-error");
        assertThat(source.calls).containsExactly("cancel");
        assertThat(encoder.closed).isOne();
    }

    @Test
    void encoderWithoutMemory_breaksTheAnswer() {
        read(UNKNOWN);
        source.data("a");
        encoder.withoutMemory = true;

        source.data("b");
        source.data("c");

        assertThat(caller.seen).containsExactly("a|", "broken internal-error");
        assertThat(source.calls).containsExactly("cancel");
        assertThat(encoder.closed).isOne();
    }

    private CompressedAnswer read(int length) {
        CompressedAnswer answer = new CompressedAnswer(
                source,
                HttpHeaders.headers(),
                length,
                encoder,
                wheel,
                (in, out) -> endings.add(in + " in, " + out + " out"));
        answer.read(caller);
        return answer;
    }

    private void pass(int millis) {
        ticker.advanceMillis(millis);
        wheel.advance();
    }

    /** An upstream's answer, played by the test. */
    private static final class Source implements Answer {

        private final List<String> calls = new ArrayList<>();
        private boolean bursting;
        private @Nullable Reader reader;

        void data(String text) {
            ByteBuf bytes = Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
            reader().data(bytes);
            assertThat(bytes.refCnt()).isZero();
        }

        void endBurst() {
            bursting = false;
            reader().burstEnd();
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
            return 200;
        }

        @Override
        public MultiMap headers() {
            return HttpHeaders.headers();
        }

        @Override
        public boolean bursting() {
            return bursting;
        }

        @Override
        public void read(Reader receiver) {
            reader = receiver;
        }

        @Override
        public void pause() {
            calls.add("pause");
        }

        @Override
        public void resume() {
            calls.add("resume");
        }

        @Override
        public void cancel() {
            calls.add("cancel");
        }
    }

    /** Notes what it is told. */
    private static final class Caller implements Answer.Reader {

        private final List<String> seen = new ArrayList<>();
        private Runnable onData = () -> {};

        @Override
        public void data(ByteBuf chunk) {
            seen.add(new String(ByteBufUtil.getBytes(chunk), StandardCharsets.US_ASCII));
            chunk.release();
            onData.run();
        }

        @Override
        public void burstEnd() {
            seen.add("burst end");
        }

        @Override
        public void end(MultiMap trailers) {
            seen.add("end " + trailers.get("X-Rows"));
        }

        @Override
        public void broken(PenstockException failure) {
            seen.add("broken " + failure.problem().slug());
        }
    }

    /** Keeps what it takes until it is flushed; "|" marks a flush, "." the end. */
    private static final class Marking implements Encoder {

        private final ByteBuf kept = Unpooled.buffer();
        private boolean failing;
        private boolean withoutMemory;
        private int closed;

        @Override
        public void add(ByteBuf bytes, ByteBuf out) {
            if (failing) {
                throw new IllegalStateException("failing");
            }
            if (withoutMemory) {
                throw new OutOfMemoryError("direct memory");
            }
            kept.writeBytes(bytes);
        }

        @Override
        public void flush(ByteBuf out) {
            out.writeBytes(kept).writeByte('|');
        }

        @Override
        public void finish(ByteBuf out) {
            out.writeBytes(kept).writeByte('.');
        }

        @Override
        public void close() {
            closed++;
        }
    }
}
