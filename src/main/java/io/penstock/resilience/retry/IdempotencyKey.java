package io.penstock.resilience.retry;

import io.penstock.config.IdempotencyKeyConfig;
import io.penstock.exchange.Exchange;
import io.vertx.core.http.HttpHeaders;
import java.util.UUID;

/** The field by which an upstream recognizes a request that it has handled already. Immutable; any thread. */
final class IdempotencyKey {

    private final CharSequence header;
    private final boolean add;

    IdempotencyKey(IdempotencyKeyConfig config) {
        this.header = HttpHeaders.createOptimized(config.header());
        this.add = config.add();
    }

    /** Gives an exchange a key where it needs one, has none and is to get one; all its attempts carry it then. */
    void addTo(Exchange exchange) {
        if (add && !exchange.idempotent() && !has(exchange)) {
            exchange.headers().set(header, UUID.randomUUID().toString());
        }
    }

    /** Whether sending the exchange's request twice has the effect of sending it once. */
    boolean repeatable(Exchange exchange) {
        return exchange.idempotent() || has(exchange);
    }

    /** A key without a character, bare or in quotes, is none: no upstream could tell two requests apart by it. */
    private boolean has(Exchange exchange) {
        String key = exchange.headers().get(header);
        return key != null && !key.isBlank() && !key.strip().equals("\"\"");
    }
}
