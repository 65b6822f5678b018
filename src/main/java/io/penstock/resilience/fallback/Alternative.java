package io.penstock.resilience.fallback;

import io.penstock.exchange.Exchange;
import io.penstock.exchange.Stage;

/** Another upstream that a call can be made to. Confined to an event loop. */
public interface Alternative {

    /** The upstream's configured name. */
    String name();

    /** The call as it stands, before anything has signed it, for the other upstream; sends nothing. */
    Call prepare(Exchange exchange);

    /**
     * A call that can be made to the other upstream.
     *
     * @param exchange what it is asked for, with its own settings and deadlines
     * @param path the stages of its route
     */
    record Call(Exchange exchange, Stage path) {}
}
