package io.penstock.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;

/**
 * Has the names of Penstock's own meters begin with another word than {@code penstock}. Meters are renamed when they are
 * registered, so it must be in place before; the request path never meets it.
 */
public final class Namespace implements MeterFilter {

    private static final String OWN = "penstock.";

    private final String prefix;

    /** Renames to names that begin with this word and a dot. */
    public Namespace(String word) {
        this.prefix = word + '.';
    }

    @Override
    public Meter.Id map(Meter.Id id) {
        return id.getName().startsWith(OWN) ? id.withName(prefix + id.getName().substring(OWN.length())) : id;
    }
}
