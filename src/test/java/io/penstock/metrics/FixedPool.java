package io.penstock.metrics;

/** A pool whose figures do not change. */
record FixedPool(int active, int idle, int waiting, int dialing, int size, int streams) implements PoolGauges {}
