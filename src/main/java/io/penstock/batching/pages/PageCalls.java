package io.penstock.batching.pages;

import io.penstock.batching.DecodedAnswer;
import io.penstock.exchange.Exchange;
import io.penstock.exchange.RequestBody;
import io.penstock.exchange.Stage;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.List;

/** Makes the calls for the pages of one walk: its caller's call, with what leads to the page in place of what was asked for. */
final class PageCalls {

    /** What the caller said of the one answer that it gets, or of a request that is sent once. */
    private static final List<String> OF_THE_WALK = List.of(
            "accept-encoding",
            "content-length",
            "expect",
            "idempotency-key",
            "if-match",
            "if-modified-since",
            "if-none-match",
            "if-range",
            "if-unmodified-since",
            "range");

    private final Exchange exchange;
    private final Stage path;
    private final String accept;
    private final MultiMap fields;

    /**
     * Calls on behalf of an exchange.
     *
     * @param path what each of them passes
     * @param accept what is asked of the upstream
     */
    PageCalls(Exchange exchange, Stage path, String accept) {
        this.exchange = exchange;
        this.path = path;
        this.accept = accept;
        this.fields = HttpHeaders.headers().addAll(exchange.headers());
        OF_THE_WALK.forEach(fields::remove);
        fields.set(HttpHeaders.ACCEPT, accept);
        fields.set(HttpHeaders.ACCEPT_ENCODING, DecodedAnswer.ACCEPTED);
    }

    /** What each call passes. */
    Stage path() {
        return path;
    }

    /** The caller's own call, as it is but for what it accepts: its answer tells whether there are pages at all. */
    Exchange own(PageRequest asked) {
        MultiMap own = HttpHeaders.headers().addAll(exchange.headers()).set(HttpHeaders.ACCEPT, accept);
        return exchange.leg(asked.target(), own, RequestBody.of(asked.body()));
    }

    /** The exchange of one page. */
    Exchange exchange(PageRequest page) {
        MultiMap own = HttpHeaders.headers().addAll(fields);
        if (page.body().length() > 0) {
            own.set(HttpHeaders.CONTENT_LENGTH, Integer.toString(page.body().length()));
        }
        return exchange.leg(page.target(), own, RequestBody.of(page.body()));
    }
}
