package io.penstock.loadtest;

/** Percentiles of the time from when a call was due to its end, in milliseconds. */
public record Latency(double p50, double p90, double p99, double p999, double max) {}
