package io.penstock.exchange;

/**
 * Where a caller wants a page walk that broke to go on.
 *
 * @param walk the walk's name, from its answer's head
 * @param received how many of its items the caller has, from the collection's beginning
 */
public record WalkResumption(String walk, long received) {}
