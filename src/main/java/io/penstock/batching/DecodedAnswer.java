package io.penstock.batching;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.penstock.error.NetworkException;
import io.penstock.error.PenstockException;
import io.penstock.error.Problem;
import io.penstock.exchange.Answer;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An answer whose body is decoded as it is read (RFC 9110, section 8.4), for those who read bodies themselves. It decodes no more
 * than its reader takes, so that little can become much only as fast as that is used; and it breaks with
 * {@link Problem#BAD_ENCODING} where a body is longer than was allowed, or {@value #MOST_RATIO} times what arrived. Confined to its
 * event loop.
 */
public final class DecodedAnswer implements Answer, Answer.Reader {

    /** What may be sent as {@code Accept-Encoding} by those who read answers through this. */
    public static final String ACCEPTED = "gzip, deflate";

    static final int MOST_RATIO = 200;

    /** Below it no ratio is too high: a megabyte of blanks is a kilobyte of gzip, and no harm. */
    static final long HARMLESS = 1024 * 1024;

    private static final int PIECE = 16 * 1024;

    private final Answer answer;
    private final MultiMap headers;
    private final Inflation inflation;
    private final long mostBytes;
    private final Deque<ByteBuf> encoded = new ArrayDeque<>();
    private final byte[] piece = new byte[PIECE];
    private long bytesIn;
    private long bytesOut;
    private @Nullable Reader reader;
    private @Nullable MultiMap trailers;
    private @Nullable PenstockException failure;
    private boolean hungry = true;
    private boolean paused;
    private boolean over;
    private boolean delivering;

    private DecodedAnswer(Answer answer, boolean gzip, long mostBytes) {
        this.answer = answer;
        // A copy: where the answer is shared, others read it as it came.
        this.headers = HttpHeaders.headers()
                .addAll(answer.headers())
                .remove(HttpHeaders.CONTENT_ENCODING)
                .remove(HttpHeaders.CONTENT_LENGTH);
        this.inflation = new Inflation(gzip);
        this.mostBytes = mostBytes;
    }

    /**
     * An answer with its body decoded, or the answer itself where it is not encoded. Its head is a copy without {@code
     * Content-Encoding} and {@code Content-Length}.
     *
     * @param mostBytes the longest body, decoded
     * @throws NetworkException where it is encoded in a way that was not asked for; the answer is unread then
     */
    public static Answer of(Answer answer, long mostBytes) {
        String encoding = answer.headers().get(HttpHeaders.CONTENT_ENCODING);
        String name = encoding == null ? "identity" : encoding.strip().toLowerCase(Locale.ROOT);
        boolean gzip = name.equals("gzip") || name.equals("x-gzip");
        if (name.equals("identity") || name.isEmpty()) {
            return answer;
        }
        if (!gzip && !name.equals("deflate")) {
            throw new NetworkException(
                    Problem.BAD_ENCODING, "a body with another Content-Encoding; expected one of " + ACCEPTED, false);
        }
        return new DecodedAnswer(answer, gzip, mostBytes);
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
        return headers;
    }

    @Override
    public void read(Reader receiver) {
        reader = receiver;
        answer.read(this);
    }

    @Override
    public void pause() {
        paused = true;
        answer.pause();
    }

    @Override
    public void resume() {
        if (paused) {
            paused = false;
            deliver();
            if (!paused && !over) {
                answer.resume();
            }
        }
    }

    @Override
    public void cancel() {
        if (!over) {
            letGo();
            answer.cancel();
        }
    }

    @Override
    public void data(ByteBuf chunk) {
        if (over) {
            chunk.release();
            return;
        }
        encoded.add(chunk);
        deliver();
    }

    @Override
    public void end(MultiMap last) {
        trailers = last;
        deliver();
    }

    @Override
    public void broken(PenstockException cause) {
        failure = cause;
        deliver();
    }

    /** Hands on what is wanted of what is here. Not entered twice, since its reader may pause and resume while it gets something. */
    private void deliver() {
        Reader to = reader;
        if (to == null || delivering) {
            return;
        }
        delivering = true;
        try {
            while (!paused && !over && step(to)) {
                // Until there is nothing left to do.
            }
        } catch (NetworkException flaw) {
            letGo();
            if (trailers == null && failure == null) {
                answer.cancel();
            }
            to.broken(flaw);
        } finally {
            delivering = false;
        }
    }

    private boolean step(Reader to) {
        if (!hungry) {
            int length = inflation.inflate(piece);
            hungry = length == 0;
            if (length > 0) {
                hand(to, length);
            }
            return true;
        }
        ByteBuf next = encoded.poll();
        if (next != null) {
            bytesIn += next.readableBytes();
            inflation.feed(ByteBufUtil.getBytes(next));
            next.release();
            hungry = false;
            return true;
        }
        MultiMap last = trailers;
        PenstockException cause = failure;
        if (cause != null) {
            letGo();
            to.broken(cause);
        } else if (last != null) {
            // Without a body there is nothing to decode, whatever the head says.
            if (bytesIn > 0 && !inflation.whole()) {
                throw flawed("a body that ends within its encoding; expected the rest");
            }
            letGo();
            to.end(last);
        }
        return false;
    }

    private void hand(Reader to, int length) {
        bytesOut += length;
        if (bytesOut > mostBytes) {
            throw flawed("a body of more than " + mostBytes + " bytes, decoded; expected at most that");
        }
        if (bytesOut > HARMLESS && bytesOut / MOST_RATIO > bytesIn) {
            throw flawed("a body of " + bytesIn + " bytes that decodes to more than " + bytesOut + "; expected at most "
                    + MOST_RATIO + " times as many");
        }
        to.data(ByteBufAllocator.DEFAULT.buffer(length).writeBytes(piece, 0, length));
    }

    private void letGo() {
        over = true;
        inflation.close();
        encoded.forEach(ByteBuf::release);
        encoded.clear();
    }

    private static NetworkException flawed(String detail) {
        return new NetworkException(Problem.BAD_ENCODING, detail, false);
    }
}
