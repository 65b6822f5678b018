package io.penstock.exchange;

/** Makes the innermost stage of a route's path on one event loop: the one that sends requests to the upstream. */
@FunctionalInterface
public interface Transport {

    /** The stage that asks the gate for leave before it sends; {@link Gate#open()} where nothing has to be asked. */
    Stage through(Gate gate);
}
