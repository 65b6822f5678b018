package io.penstock.batching.pages;

import io.penstock.time.Ticker;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the walks of this process have been, for those that broke. Holds {@link #MAX_WALKS} walks and {@link #MAX_WEIGHT}
 * characters and bytes of requests; beyond that the walk that was not heard of for longest is forgotten. Of each walk it keeps
 * {@link #MAX_PLACES} beginnings of pages, the newest close together and older ones ever further apart, so that a caller may lag behind
 * by any number of pages. Thread-safe.
 */
public final class WalkBook {

    static final int MAX_WALKS = 1_024;
    static final int MAX_PLACES = 64;
    static final long MAX_WEIGHT = 16L * 1024 * 1024;

    private static final int ID_BYTES = 16;
    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private final Ticker ticker;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Entry> walks = new LinkedHashMap<>(16, 0.75f, true);
    private long weight;

    /** A book without walks. */
    public WalkBook(Ticker ticker) {
        this.ticker = ticker;
    }

    /**
     * The trail of a walk that begins.
     *
     * @param owner whose it is and what it asks for; only the same may resume it
     * @param keptNanos for how long after its last sign of life
     */
    Trail begin(byte[] owner, long keptNanos) {
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        return new Written(hex(id), owner, keptNanos);
    }

    /**
     * The trail of a walk that goes on, with the last place at or before an item.
     *
     * @param received how many items its caller has
     * @return null where it is not known, or not the owner's
     */
    synchronized @Nullable Found find(String id, byte[] owner, long received) {
        Entry entry = walks.get(id);
        if (entry == null || ticker.nanos() - entry.heardNanos > entry.keptNanos) {
            forget(id);
            return null;
        }
        // Ids are not to be guessed, but an owner that is compared in full tells nothing by the time that it takes.
        if (!MessageDigest.isEqual(entry.owner, owner)) {
            return null;
        }
        Trail.Place best = null;
        for (Trail.Place place : entry.places) {
            if (place.items() <= received && (best == null || place.items() >= best.items())) {
                best = place;
            }
        }
        return best == null ? null : new Found(new Written(id, owner, entry.keptNanos), best);
    }

    /** How many walks are kept. */
    public synchronized int size() {
        return walks.size();
    }

    private synchronized void passed(Written trail, Trail.Place place) {
        Entry entry = walks.computeIfAbsent(trail.id, absent -> new Entry(trail.owner, trail.keptNanos));
        entry.heardNanos = ticker.nanos();
        weight += entry.add(place);
        Iterator<Map.Entry<String, Entry>> eldest = walks.entrySet().iterator();
        while (walks.size() > 1 && eldest.hasNext() && (walks.size() > MAX_WALKS || weight > MAX_WEIGHT)) {
            weight -= eldest.next().getValue().weight;
            eldest.remove();
        }
        forgetOld();
    }

    /** Forgets the walks that were not heard of for longer than they are kept. */
    public synchronized void tidy() {
        forgetOld();
    }

    private void forgetOld() {
        Iterator<Entry> eldest = walks.values().iterator();
        while (eldest.hasNext()) {
            Entry entry = eldest.next();
            if (ticker.nanos() - entry.heardNanos <= entry.keptNanos) {
                return;
            }
            weight -= entry.weight;
            eldest.remove();
        }
    }

    private void forget(String id) {
        Entry gone = walks.remove(id);
        if (gone != null) {
            weight -= gone.weight;
        }
    }

    private static String hex(byte[] bytes) {
        StringBuilder text = new StringBuilder(2 * bytes.length);
        for (byte b : bytes) {
            text.append(HEX[(b >> 4) & 15]).append(HEX[b & 15]);
        }
        return text.toString();
    }

    /**
     * Where a walk goes on.
     *
     * @param trail the walk's trail
     * @param place the page to begin with
     */
    record Found(Trail trail, Trail.Place place) {}

    private final class Written implements Trail {

        private final String id;
        private final byte[] owner;
        private final long keptNanos;

        Written(String id, byte[] owner, long keptNanos) {
            this.id = id;
            this.owner = owner;
            this.keptNanos = keptNanos;
        }

        @Override
        public String id() {
            return id;
        }

        @Override
        public void passed(Place place) {
            WalkBook.this.passed(this, place);
        }
    }

    private static final class Entry {

        private final byte[] owner;
        private final long keptNanos;
        private final List<Trail.Place> places = new ArrayList<>();
        private long heardNanos;
        private long weight;

        Entry(byte[] owner, long keptNanos) {
            this.owner = Arrays.copyOf(owner, owner.length);
            this.keptNanos = keptNanos;
        }

        /** Adds a place; by how much the entry's weight has grown. */
        long add(Trail.Place place) {
            long before = weight;
            put(place);
            if (places.size() > MAX_PLACES) {
                thin();
            }
            weight = 0;
            for (Trail.Place kept : places) {
                weight += weight(kept);
            }
            return weight - before;
        }

        /** In their order: a walk that was resumed may pass where it has been before. */
        private void put(Trail.Place place) {
            int at = places.size();
            while (at > 0 && places.get(at - 1).items() >= place.items()) {
                at--;
            }
            if (at < places.size() && places.get(at).items() == place.items()) {
                places.set(at, place);
            } else {
                places.add(at, place);
            }
        }

        /** Drops every second one of the older half, but not the first. */
        private void thin() {
            for (int i = MAX_PLACES / 2 - 1; i > 0; i -= 2) {
                places.remove(i);
            }
        }

        private static long weight(Trail.Place place) {
            return 100L
                    + place.request().target().length()
                    + place.request().body().length();
        }
    }
}
