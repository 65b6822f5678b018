package io.penstock.batching.combine;

import io.netty.buffer.Unpooled;
import io.penstock.error.NetworkException;
import io.penstock.error.PenstockException;
import io.penstock.error.Problem;
import io.penstock.exchange.Answer;
import io.penstock.exchange.Exchange;
import io.penstock.exchange.Outcome;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** One call as it reached an upstream of things, of which each fifth does not exist; a test says when and how that answers. */
final class UpstreamCall implements Answer, Exchange.Cancellation {

    static final PenstockException LOST = new NetworkException(Problem.CONNECTION_LOST, "lost", false);

    private static final String BATCH = "/things?ids=";

    final Exchange exchange;
    private final Outcome outcome;
    private final MultiMap headers = HttpHeaders.headers();
    private int status;
    private String body = "";
    private boolean gzip;
    private boolean paused;
    private boolean waiting;
    private @Nullable Reader reader;
    boolean answered;
    boolean cancelled;
    boolean over;

    UpstreamCall(Exchange exchange, Outcome outcome) {
        this.exchange = exchange;
        this.outcome = outcome;
        exchange.onCancel(this);
    }

    static boolean exists(int id) {
        return id % 5 != 0;
    }

    static String thing(int id) {
        return thing(id, null);
    }

    /** A thing as it is for one who has those credentials. */
    static String thing(int id, @Nullable String credentials) {
        return "{\"n\":1.0e+1, \"for\":\"é\\u00e9 ]}" + (credentials == null ? "" : credentials) + "\",\"id\":" + id
                + "}";
    }

    boolean isBatch() {
        return exchange.target().startsWith(BATCH);
    }

    /** Answers with the head of what was asked for. */
    UpstreamCall answer(String... fields) {
        String credentials = exchange.headers().get(HttpHeaders.AUTHORIZATION);
        if (isBatch()) {
            List<String> things = new ArrayList<>();
            for (String id : exchange.target().substring(BATCH.length()).split(",", -1)) {
                if (exists(Integer.parseInt(id))) {
                    things.add(0, thing(Integer.parseInt(id), credentials));
                }
            }
            return answer(200, "{\"data\":[" + String.join(",", things) + "]}", fields);
        }
        int id = Integer.parseInt(exchange.target().substring("/things/".length()));
        return exists(id) ? answer(200, thing(id, credentials), fields) : answer(404, "none", fields);
    }

    UpstreamCall answer(int code, String text, String... fields) {
        answered = true;
        status = code;
        body = text;
        headers.add("Content-Type", "application/json");
        for (int i = 0; i < fields.length; i += 2) {
            headers.add(fields[i], fields[i + 1]);
        }
        exchange.onCancel(null);
        outcome.answered(this);
        return this;
    }

    /** Has its body sent in gzip; the field that says so is the test's. */
    UpstreamCall encoded() {
        gzip = true;
        return this;
    }

    void fail() {
        over = true;
        exchange.onCancel(null);
        outcome.failed(LOST);
    }

    /** Sends the body to its end. */
    void end() {
        over = true;
        Reader receiver = reader;
        if (paused) {
            waiting = true;
        } else if (receiver != null && !cancelled) {
            byte[] bytes = bytes();
            int half = bytes.length / 2;
            receiver.data(Unpooled.wrappedBuffer(bytes, 0, half));
            // The reader may have had enough.
            if (!cancelled) {
                receiver.data(Unpooled.wrappedBuffer(bytes, half, bytes.length - half));
            }
            if (!cancelled) {
                receiver.end(HttpHeaders.headers());
            }
        }
    }

    private byte[] bytes() {
        byte[] plain = body.getBytes(StandardCharsets.UTF_8);
        if (!gzip) {
            return plain;
        }
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream packing = new GZIPOutputStream(packed)) {
            packing.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    void breakOff() {
        over = true;
        if (reader != null && !cancelled) {
            reader.broken(LOST);
        }
    }

    /** Whatever is left to say. */
    void finish() {
        if (!answered && !over) {
            answer();
        }
        if (!over) {
            end();
        }
    }

    @Override
    public void cancelled(PenstockException cause) {
        cancelled = true;
        over = true;
        outcome.failed(cause);
    }

    @Override
    public HttpVersion version() {
        return HttpVersion.HTTP_1_1;
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public MultiMap headers() {
        return headers;
    }

    @Override
    public void read(Reader receiver) {
        reader = receiver;
    }

    @Override
    public void pause() {
        paused = true;
    }

    @Override
    public void resume() {
        paused = false;
        if (waiting) {
            waiting = false;
            end();
        }
    }

    @Override
    public void cancel() {
        cancelled = true;
        over = true;
    }
}
