package io.penstock.resilience.fallback;

import io.penstock.config.LastGoodConfig;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The last good answers of one route for the whole process, the ones asked for least recently given up first. Bounded in
 * bytes, and so are those that are still on their way, together. Thread-safe, with one lock that is held for a look into a map.
 */
final class KeptAnswers {

    private final long maxAgeNanos;
    private final long maxBytes;
    private final int maxBody;
    private final AtomicLong copied = new AtomicLong();
    private final Map<String, KeptAnswer> answers = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    KeptAnswers(LastGoodConfig config) {
        this.maxAgeNanos = config.maxAge().toNanos();
        this.maxBytes = config.maxBytes().bytes();
        this.maxBody = (int) config.maxBody().bytes();
    }

    /** The largest body that is kept, in bytes. */
    int maxBody() {
        return maxBody;
    }

    /**
     * Takes room for bytes of an answer that is still on its way.
     *
     * @return false, with nothing taken, where such answers have as many bytes as all that are kept may have
     */
    boolean takeRoom(int count) {
        if (copied.addAndGet(count) > maxBytes) {
            copied.addAndGet(-count);
            return false;
        }
        return true;
    }

    /** Gives back room that was taken. */
    void giveBackRoom(int count) {
        copied.addAndGet(-count);
    }

    /** Keeps an answer in place of the one before it; one that is larger than all may be is not kept. */
    synchronized void keep(String key, KeptAnswer answer) {
        forget(key);
        long size = answer.bytes();
        if (size > maxBytes) {
            return;
        }
        answers.put(key, answer);
        bytes += size;
        for (Iterator<KeptAnswer> eldest = answers.values().iterator(); bytes > maxBytes; eldest.remove()) {
            bytes -= eldest.next().bytes();
        }
    }

    /** The answer kept for a request; null where there is none, or only one that is too old. */
    synchronized @Nullable KeptAnswer find(String key, long nowNanos) {
        KeptAnswer answer = answers.get(key);
        if (answer != null && nowNanos - answer.keptNanos() > maxAgeNanos) {
            forget(key);
            return null;
        }
        return answer;
    }

    private void forget(String key) {
        KeptAnswer old = answers.remove(key);
        if (old != null) {
            bytes -= old.bytes();
        }
    }

    /** What the answers take, about. */
    synchronized long bytes() {
        return bytes;
    }
}
