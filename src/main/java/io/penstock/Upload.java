package io.penstock;

import io.penstock.error.BadRequestException;
import io.penstock.error.CancelledException;
import io.penstock.error.PenstockException;
import io.penstock.error.Problem;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.streams.ReadStream;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A program's stream on its way to the event loop of a call, at most eight buffers ahead. Holds it to the length that was
 * announced, since bytes beyond it would be read as the next request on the connection.
 *
 * <p>The source is touched on the program's context only; without one, on the thread that made the call, then on the loop.
 */
final class Upload {

    private static final int BUFFERS_AHEAD = 8;

    private final ReadStream<Buffer> source;
    private final long length;
    private final @Nullable Context program;
    private final Consumer<PenstockException> onBroken;
    private final HandOver onLoop;
    private long sent;
    private boolean over;

    /**
     * Takes over a source on the program's thread, and pauses it.
     *
     * @param program the program's context, null for none
     * @param loop where the body is read
     * @param onBroken told where the source fails or has another length than announced; on the program's thread
     */
    Upload(
            UpstreamRequest.Streamed body,
            @Nullable Context program,
            Context loop,
            Consumer<PenstockException> onBroken) {
        this.source = body.stream();
        this.length = body.length();
        this.program = program;
        this.onBroken = onBroken;
        this.onLoop = new HandOver(loop, taken -> onProgram(this::fetchNext), () -> {});
        onLoop.pause();
        source.pause();
        source.exceptionHandler(this::failed);
        source.endHandler(end -> ended());
        source.handler(this::arrived);
    }

    /** The stream to read on the loop; paused. */
    ReadStream<Buffer> onLoop() {
        return onLoop;
    }

    /** Asks for the first buffers. */
    void start() {
        onProgram(() -> {
            if (!over) {
                source.fetch(BUFFERS_AHEAD);
            }
        });
    }

    /** Leaves the rest of the source alone: paused and without handlers. */
    void release() {
        onProgram(() -> {
            if (!over) {
                over = true;
                source.pause().handler(null).endHandler(null).exceptionHandler(null);
            }
        });
    }

    private void fetchNext() {
        if (!over) {
            source.fetch(1);
        }
    }

    private void arrived(Buffer chunk) {
        if (over) {
            return;
        }
        sent += chunk.length();
        if (length >= 0 && sent > length) {
            broken(wrongLength("more than " + length));
        } else {
            onLoop.offer(chunk);
        }
    }

    private void ended() {
        if (over) {
            return;
        }
        if (length >= 0 && sent < length) {
            broken(wrongLength(Long.toString(sent)));
        } else {
            over = true;
            onLoop.end(HttpHeaders.headers());
        }
    }

    private BadRequestException wrongLength(String found) {
        return new BadRequestException(
                Problem.BAD_REQUEST, "a body of " + found + " bytes; expected the " + length + " that were announced");
    }

    private void failed(Throwable cause) {
        if (!over) {
            broken(new CancelledException(Problem.CANCELLED, "the request's body broke: " + cause));
        }
    }

    private void broken(PenstockException failure) {
        over = true;
        onBroken.accept(failure);
    }

    private void onProgram(Runnable action) {
        if (program == null) {
            action.run();
        } else {
            program.runOnContext(ready -> action.run());
        }
    }
}
