package io.penstock.exchange;

import io.penstock.error.BadRequestException;
import io.penstock.error.PenstockException;
import io.penstock.error.Problem;
import io.penstock.error.TimeoutException;
import io.penstock.time.Deadline;
import io.penstock.time.DeadlineWheel;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A request body that flows from its caller as the upstream takes it. Its beginning is kept, up to a bound, so that it can
 * be sent again; it counts what comes and ends an exchange whose body is too large, or does not come. Confined to the
 * exchange's event loop.
 */
public final class StreamedBody implements RequestBody {

    private final ReadStream<Buffer> source;
    private final long length;
    private final long limit;
    private final int keep;
    private final long stallNanos;
    private final Consumer<PenstockException> onViolation;
    private final Deadline stall;
    private List<Buffer> kept = new ArrayList<>();
    private long received;
    private @Nullable Buffer first;
    private boolean replayable = true;
    private boolean ended;
    private boolean awaitsContinue;
    private boolean paused = true;
    private @Nullable Reader reader;

    /**
     * Takes over a source that is paused.
     *
     * @param length the announced length, −1 where none was
     * @param limit the most bytes, 0 for any
     * @param keep the most bytes kept to send them again
     * @param stallNanos the time in which some byte must come while any is asked for
     * @param onViolation told once, when a limit is passed; the body delivers nothing more
     */
    public StreamedBody(
            ReadStream<Buffer> source,
            long length,
            long limit,
            int keep,
            long stallNanos,
            DeadlineWheel wheel,
            Consumer<PenstockException> onViolation) {
        this.source = source;
        this.length = length;
        this.limit = limit;
        this.keep = keep;
        this.stallNanos = stallNanos;
        this.onViolation = onViolation;
        this.stall = wheel.deadline(this::stalled);
        source.handler(this::received);
        source.endHandler(end -> {
            ended = true;
            stall.cancel();
            Reader receiver = reader;
            if (receiver != null) {
                receiver.end();
            }
        });
    }

    /** Puts bytes at the beginning that were read before the body was made. */
    public void startWith(Buffer chunk) {
        first = chunk;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public boolean readable() {
        return replayable;
    }

    /** Says that the caller sends the body only once it is told to continue; the time until then is not its own. */
    public void awaitContinue() {
        awaitsContinue = true;
    }

    /** Notes that the caller is told to continue. */
    public void continued() {
        awaitsContinue = false;
        if (!paused) {
            stall.armIn(stallNanos);
        }
    }

    /** Whether the caller waits to be told to continue, and none of its body has come. */
    public boolean awaitsContinue() {
        return awaitsContinue;
    }

    @Override
    public void read(Reader receiver) {
        reader = receiver;
        // The reader may ask for a pause while it takes what is already here.
        paused = false;
        for (Buffer chunk : List.copyOf(kept)) {
            receiver.data(chunk);
        }
        if (ended) {
            receiver.end();
            return;
        }
        Buffer begun = first;
        first = null;
        if (begun != null) {
            received(begun);
        }
        if (!paused) {
            flow();
        }
    }

    private void received(Buffer chunk) {
        awaitsContinue = false;
        received += chunk.length();
        if (limit > 0 && received > limit) {
            violated(new BadRequestException(
                    Problem.BODY_TOO_LARGE, "more than " + limit + " bytes; expected at most maxRequestBody"));
            return;
        }
        keep(chunk);
        if (!paused) {
            stall.armIn(stallNanos);
        }
        Reader receiver = reader;
        if (receiver != null) {
            receiver.data(chunk);
        }
    }

    private void keep(Buffer chunk) {
        if (replayable && received <= keep) {
            kept.add(chunk);
        } else {
            replayable = false;
            kept = List.of();
        }
    }

    /** Says that the rest of it came in a form that cannot be read. */
    public void malformed(BadRequestException flaw) {
        if (!ended) {
            violated(flaw);
        }
    }

    private void stalled() {
        violated(new TimeoutException(Problem.CALLER_TOO_SLOW, "no byte of the body came in server.stall"));
    }

    private void violated(PenstockException failure) {
        detach();
        replayable = false;
        onViolation.accept(failure);
    }

    @Override
    public void pause() {
        if (!paused) {
            paused = true;
            stall.cancel();
            source.pause();
        }
    }

    @Override
    public void resume() {
        if (paused && !ended) {
            paused = false;
            flow();
        }
    }

    private void flow() {
        if (!awaitsContinue) {
            stall.armIn(stallNanos);
        }
        source.resume();
    }

    @Override
    public void detach() {
        reader = null;
        pause();
    }
}
