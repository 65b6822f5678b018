package io.penstock.demo;

/**
 * One concern of the demo API. Its state, where it has any, is shared by all event loops and therefore thread-safe;
 * {@link #addTo} is called once for each event loop.
 */
interface Part {

    /** Adds the endpoints of this part. */
    void addTo(Endpoints endpoints);
}
