package io.penstock.batching.combine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where requests that are alike wait for each other, on whichever event loop they came in. Those who gather depart together: when
 * they are as many, or as long, as a batch may be; when the time is up that the first of them opened; and, unless only time counts,
 * when the flight before them lands. Where nothing flies, nobody waits. Thread-safe.
 *
 * @param <M> who gathers
 */
final class Gatherer<M> {

    private final Alike alike;
    private final boolean whileInFlight;

    // All guarded by this.
    private List<M> gathered = new ArrayList<>();
    private int weight;
    private int room;
    private long generation;
    private int flying;
    private boolean closed;

    /**
     * Nobody yet.
     *
     * @param alike what those who gather have in common
     * @param whileInFlight whether landings count, and not only time
     */
    Gatherer(Alike alike, boolean whileInFlight) {
        this.alike = alike;
        this.whileInFlight = whileInFlight;
    }

    /** What requests that may go out together have in common: their fingerprint but for what each asks for. */
    record Alike(long high, long low) {}

    /** How a batch may be at most. */
    record Limits(int members, int weight) {}

    /**
     * What follows from an arrival.
     *
     * @param departing those who depart now, in order; empty for nobody
     * @param opened the time that begins now, which ends with {@link #timeUp}; null where none begins
     */
    record Arrival<M>(List<M> departing, @Nullable Long opened) {}

    /** What those who gather have in common. */
    Alike alike() {
        return alike;
    }

    /** One arrives; null, with nothing done, where nobody gathers here any more. */
    synchronized @Nullable Arrival<M> arrive(M member, int itsWeight, Limits limits) {
        if (closed) {
            return null;
        }
        if (whileInFlight && flying == 0) {
            flying++;
            return new Arrival<>(List.of(member), null);
        }
        boolean fits = gathered.isEmpty() || weight + itsWeight <= Math.min(room, limits.weight());
        List<M> departing = fits ? List.of() : depart();
        boolean opens = gathered.isEmpty();
        if (opens) {
            weight = 0;
            room = limits.weight();
            generation++;
        }
        gathered.add(member);
        weight += itsWeight;
        if (gathered.size() >= limits.members() && departing.isEmpty()) {
            return new Arrival<>(depart(), null);
        }
        return new Arrival<>(departing, opens ? generation : null);
    }

    /** One wants nothing any more; false where it has departed. */
    synchronized boolean leave(M member) {
        return gathered.remove(member);
    }

    /** A flight has landed; those who depart now. */
    synchronized List<M> landed() {
        flying--;
        if (whileInFlight && !gathered.isEmpty()) {
            return depart();
        }
        return closeUnlessUsed();
    }

    /** The time is up; those who depart now. */
    synchronized List<M> timeUp(long opened) {
        if (opened != generation) {
            return List.of();
        }
        return gathered.isEmpty() ? closeUnlessUsed() : depart();
    }

    /** Another flight takes off with some of those who have departed. */
    synchronized void divided() {
        flying++;
    }

    /** Whether nobody gathers here any more. */
    synchronized boolean closed() {
        return closed;
    }

    private List<M> depart() {
        List<M> departing = gathered;
        gathered = new ArrayList<>();
        flying++;
        return departing;
    }

    private List<M> closeUnlessUsed() {
        closed = flying == 0 && gathered.isEmpty();
        return List.of();
    }
}
