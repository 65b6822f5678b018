package io.penstock;

import io.penstock.error.ConfigurationException;
import io.penstock.error.Problem;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.Json;
import io.vertx.core.parsetools.RecordParser;
import io.vertx.core.streams.ReadStream;
import org.jspecify.annotations.Nullable;

/**
 * All items of a collection, page after page, as a stream: each buffer is one item in JSON, as the upstream wrote it, on one
 * line. What is paused holds the upstream back. All handlers run on the context that made the call, on which this is to be used.
 *
 * <p>It must be read to its end or cancelled. Nothing is lost before a handler is set. A walk that cannot go on fails with
 * an exception of {@link io.penstock.error}, never with an end: what came before is not the whole. It goes on with the same request and
 * two fields more, {@code Penstock-Resume} with {@link #walk()} and {@code Penstock-Received} with the number of items so far.
 */
public final class UpstreamPages implements ReadStream<Buffer> {

    private static final String LINES = "application/x-ndjson";

    private final UpstreamStream answer;
    private final RecordParser items;

    private UpstreamPages(UpstreamStream answer) {
        this.answer = answer;
        this.items = RecordParser.newDelimited("\n", answer);
    }

    /** The request for a walk in place of one for a page. */
    static UpstreamRequest asking(UpstreamRequest page) {
        return page.accepting(LINES).failingOnErrors();
    }

    /** The items of an answer; fails where it is not that of a walk. */
    static Future<UpstreamPages> of(UpstreamStream answer) {
        String type = answer.header("Content-Type");
        if (LINES.equals(type)) {
            return Future.succeededFuture(new UpstreamPages(answer));
        }
        answer.cancel();
        return Future.failedFuture(new ConfigurationException(
                Problem.CONFIGURATION,
                "an answer of type " + type + "; expected items, by a Link field or by the route's pages settings"));
    }

    /** The walk's name, to resume it by; null where walks are not remembered. */
    public @Nullable String walk() {
        return answer.header("Penstock-Walk");
    }

    /** Gives up the rest: the exception handler gets a {@link io.penstock.error.CancelledException}. */
    public void cancel() {
        answer.cancel();
    }

    /**
     * Hands on each item decoded, in place of {@link #handler}: a {@link io.vertx.core.json.JsonObject}, a
     * {@link io.vertx.core.json.JsonArray}, a text, a number, a flag, or null.
     */
    public UpstreamPages jsonHandler(Handler<@Nullable Object> handler) {
        return handler(item -> handler.handle(Json.decodeValue(item)));
    }

    @Override
    public UpstreamPages handler(@Nullable Handler<Buffer> handler) {
        items.handler(handler);
        return this;
    }

    @Override
    public UpstreamPages pause() {
        items.pause();
        return this;
    }

    @Override
    public UpstreamPages resume() {
        items.resume();
        return this;
    }

    @Override
    public UpstreamPages fetch(long amount) {
        items.fetch(amount);
        return this;
    }

    @Override
    public UpstreamPages endHandler(@Nullable Handler<Void> handler) {
        items.endHandler(handler);
        return this;
    }

    @Override
    public UpstreamPages exceptionHandler(@Nullable Handler<Throwable> handler) {
        items.exceptionHandler(handler);
        return this;
    }
}
