package io.penstock.metrics;

/**
 * The figures of one upstream's page walks since the process began. Read from any thread whenever the metrics are asked for;
 * figures that are a moment old will do.
 */
public interface WalkGauges {

    /** Walks on their way. */
    long active();

    /** Walks that brought their callers all items. */
    long whole();

    /** Walks that could not go on. */
    long broken();

    /** Walks whose callers left. */
    long left();

    /** Walks that ended with the upstream's own answer, which was no page. */
    long refused();

    /** Walks that went on where one broke; they are counted among the others, too. */
    long resumed();

    /** Pages that were read to their end. */
    long pages();

    /** Items that were made ready for callers. */
    long items();

    /** Their bytes. */
    long bytes();
}
