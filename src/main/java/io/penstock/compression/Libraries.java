package io.penstock.compression;

import io.penstock.config.CompressionConfig.Coding;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The native libraries of this process. They are not there where a program embeds Penstock without them, nor on every
 * machine; a coding that has none is not offered. Thread-safe.
 */
final class Libraries {

    private static final Logger LOG = LoggerFactory.getLogger(Libraries.class);

    private static volatile Set<Coding> tried = Set.of(Coding.GZIP, Coding.DEFLATE);
    private static volatile Set<Coding> ready = tried;

    private Libraries() {}

    /** Loads what the codings need, each once in the life of the process. Blocks, for tens of milliseconds the first time. */
    static synchronized void load(List<Coding> codings) {
        for (Coding coding : codings) {
            if (!tried.contains(coding)) {
                if (tryToLoad(coding)) {
                    ready = with(ready, coding);
                }
                tried = with(tried, coding);
            }
        }
    }

    private static Set<Coding> with(Set<Coding> codings, Coding another) {
        Set<Coding> more = EnumSet.copyOf(codings);
        more.add(another);
        return Set.copyOf(more);
    }

    private static boolean tryToLoad(Coding coding) {
        try {
            if (coding == Coding.ZSTD) {
                ZstdEncoder.load();
            } else {
                BrotliEncoder.load();
            }
            return true;
        } catch (LinkageError | RuntimeException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            LOG.info(
                    "no answer is compressed with {}, for want of its native library: {}",
                    coding.token(),
                    cause.toString());
            return false;
        }
    }

    /** Whether there is nothing left to {@linkplain #load load} for the codings. */
    static boolean loaded(List<Coding> codings) {
        return tried.containsAll(codings);
    }

    /** Those of the codings that answers can be encoded in by now, in the same order. */
    static List<Coding> ready(List<Coding> codings) {
        Set<Coding> now = ready;
        return now.containsAll(codings)
                ? codings
                : codings.stream().filter(now::contains).toList();
    }
}
