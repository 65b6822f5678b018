package io.penstock.loadtest;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What became of a run's calls.
 *
 * @param sent calls that were made
 * @param answered those that were answered, with a status below 400
 * @param errors the others that ended, by kind
 * @param notSent calls that were due and not made, since all connections were busy to the end
 * @param unfinished calls that were in flight when the run was broken off
 * @param bytes bytes of answers' bodies
 */
public record Calls(
        long sent, long answered, SortedMap<String, Long> errors, long notSent, long unfinished, long bytes) {

    static final Calls NONE = new Calls(0, 0, new TreeMap<>(), 0, 0, 0);

    /** Keeps a copy of the errors. */
    public Calls {
        errors = Collections.unmodifiableSortedMap(new TreeMap<>(errors));
    }

    /** Calls that ended in an error. */
    public long failed() {
        return errors.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Calls that were answered with this status, 400 or above; not by the gateway itself with the time to come back. */
    public long refused(int status) {
        return errors.getOrDefault(Reply.kind(status), 0L);
    }

    /** Calls that the gateway itself refused with this status at once, with the time to come back. */
    long refusedAtOnce(int status) {
        return errors.getOrDefault(Reply.refusalKind(status, false), 0L);
    }

    /** Calls that it so refused after they had waited. */
    long refusedLate(int status) {
        return errors.getOrDefault(Reply.refusalKind(status, true), 0L);
    }

    /** Calls that ended. */
    long ended() {
        return answered + failed();
    }

    /** The calls of both. */
    Calls plus(Calls other) {
        SortedMap<String, Long> all = new TreeMap<>(errors);
        other.errors.forEach((kind, count) -> all.merge(kind, count, Long::sum));
        return new Calls(
                sent + other.sent,
                answered + other.answered,
                all,
                notSent + other.notSent,
                unfinished + other.unfinished,
                bytes + other.bytes);
    }
}
