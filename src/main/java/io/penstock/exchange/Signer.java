package io.penstock.exchange;

/** Puts credentials on a request. */
@FunctionalInterface
public interface Signer {

    /** Called for each request, when its connection is here: a token that expired during the wait is replaced. */
    void sign(Exchange exchange);
}
