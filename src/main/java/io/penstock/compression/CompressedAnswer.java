package io.penstock.compression;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.penstock.error.PenstockException;
import io.penstock.error.Problem;
import io.penstock.error.SystemException;
import io.penstock.exchange.Answer;
import io.penstock.time.Deadline;
import io.penstock.time.DeadlineWheel;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpVersion;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An answer whose body is compressed as it comes. Whenever the body pauses, what has come of it can be read by the caller: at
 * once where its length is unknown, for then it may be a stream; after {@value #PAUSE_MILLIS} ms without a byte where it is
 * known, so that a body which comes in pieces is compressed in one. Confined to the exchange's event loop.
 */
final class CompressedAnswer implements Answer, Answer.Reader {

    private static final int PAUSE_MILLIS = 10;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS);
    private static final int LEAST_ROOM = 1_024;

    private final Answer answer;
    private final MultiMap fields;
    private final long length;
    private final Encoder encoder;
    private final Ended onEnded;
    private final Deadline pause;
    private @Nullable Reader reader;
    private ByteBufAllocator allocator = ByteBufAllocator.DEFAULT;
    private long bytesIn;
    private long bytesOut;
    private boolean unflushed;
    private boolean held;
    private boolean ending;
    private boolean ended;

    /** Told once, when the answer has ended, however it did. */
    @FunctionalInterface
    interface Ended {

        /** What came of the body, and what went out. */
        void ended(long bytesIn, long bytesOut);
    }

    /**
     * A compressed answer in place of a bare one.
     *
     * @param fields its own fields
     * @param length the announced length of the bare body; −1 where it is unknown
     * @param encoder closed at the end
     */
    CompressedAnswer(Answer answer, MultiMap fields, long length, Encoder encoder, DeadlineWheel wheel, Ended onEnded) {
        this.answer = answer;
        this.fields = fields;
        this.length = length;
        this.encoder = encoder;
        this.onEnded = onEnded;
        this.pause = wheel.deadline(this::flush);
    }

    @Override
    public HttpVersion version() {
        return answer.version();
    }

    @Override
    public int status() {
        return answer.status();
    }

    @Override
    public MultiMap headers() {
        return fields;
    }

    @Override
    public boolean bursting() {
        return ending || answer.bursting();
    }

    @Override
    public void read(Reader receiver) {
        reader = receiver;
        answer.read(this);
    }

    @Override
    public void pause() {
        held = true;
        answer.pause();
    }

    @Override
    public void resume() {
        held = false;
        answer.resume();
        settle();
    }

    @Override
    public void cancel() {
        close();
        answer.cancel();
    }

    @Override
    public void data(ByteBuf chunk) {
        if (ended) {
            chunk.release();
            return;
        }
        allocator = chunk.alloc();
        int size = chunk.readableBytes();
        bytesIn += size;
        unflushed = true;
        try {
            encode(size / 2, out -> encoder.add(chunk, out));
        } finally {
            chunk.release();
        }
        settle();
    }

    @Override
    public void burstEnd() {
        settle();
        if (!ended) {
            reader().burstEnd();
        }
    }

    /** Sees to it that what was taken goes out, if no more of the body is at hand. */
    private void settle() {
        if (!unflushed || held || ended || answer.bursting()) {
            return;
        }
        if (length < 0) {
            flush();
        } else {
            pause.armIn(PAUSE_NANOS);
        }
    }

    private void flush() {
        if (unflushed && !held && !ended) {
            unflushed = false;
            encode(0, encoder::flush);
        }
    }

    @Override
    public void end(MultiMap trailers) {
        if (ended) {
            return;
        }
        // What is left goes out together with the end.
        ending = true;
        encode(0, encoder::finish);
        if (!ended) {
            close();
            reader().end(trailers);
        }
    }

    @Override
    public void broken(PenstockException failure) {
        if (ended) {
            return;
        }
        // While nothing has gone out the caller can still be told in words.
        if (bytesOut > 0 && unflushed) {
            encode(0, encoder::flush);
        }
        if (!ended) {
            close();
            reader().broken(failure);
        }
    }

    /** Hands on what the encoder puts out, as far as it does. */
    private void encode(int expected, Consumer<ByteBuf> encoding) {
        ByteBuf out = null;
        try {
            out = allocator.directBuffer(Math.max(LEAST_ROOM, expected));
            encoding.accept(out);
        } catch (RuntimeException | OutOfMemoryError e) {
            // Bytes that the encoder did not get must not be missing from an answer that looks whole.
            if (out != null) {
                out.release();
            }
            close();
            answer.cancel();
            reader().broken(new SystemException(Problem.INTERNAL_ERROR, "the answer could not be compressed: " + e));
            return;
        }
        if (out.isReadable()) {
            bytesOut += out.readableBytes();
            reader().data(out);
        } else {
            out.release();
        }
    }

    private void close() {
        if (!ended) {
            ended = true;
            pause.cancel();
            encoder.close();
            onEnded.ended(bytesIn, bytesOut);
        }
    }

    private Reader reader() {
        if (reader == null) {
            throw new IllegalStateException("a body only flows once it is read");
        }
        return reader;
    }
}
