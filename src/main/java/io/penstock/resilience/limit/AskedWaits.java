package io.penstock.resilience.limit;

import io.penstock.config.ResetUnit;
import io.penstock.exchange.AskedWait;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.time.InstantSource;
import java.util.List;

/**
 * The wait that an upstream asks for: {@code Retry-After} (RFC 9110, section 10.2.3) and what vendors have beside it; and
 * for a 429 that tells none of these, the end of a quota that is spent. Where there are several, the longest counts. Dates
 * and numbers of seconds since 1970 are compared with the answer's own {@code Date} where it has one, so that a clock that
 * is wrong does no harm. Thread-safe.
 */
public final class AskedWaits implements AskedWait {

    private record Field(CharSequence name, ResetUnit unit) {

        static Field of(String name, ResetUnit unit) {
            return new Field(HttpHeaders.createOptimized(name), unit);
        }
    }

    private static final List<Field> FIELDS = List.of(
            Field.of("retry-after", ResetUnit.AUTO),
            Field.of("retry-after-ms", ResetUnit.MILLISECONDS),
            Field.of("x-ms-retry-after-ms", ResetUnit.MILLISECONDS),
            Field.of("x-retry-after", ResetUnit.AUTO),
            Field.of("x-ratelimit-retry-after", ResetUnit.AUTO),
            Field.of("x-rate-limit-retry-after", ResetUnit.AUTO));

    private final ResetUnit unit;
    private final InstantSource clock;

    /**
     * A reader of waits.
     *
     * @param unit what a bare number is where an upstream's quota is restored
     * @param clock the time of day, for answers without {@code Date}
     */
    public AskedWaits(ResetUnit unit, InstantSource clock) {
        this.unit = unit;
        this.clock = clock;
    }

    @Override
    public long nanos(int status, MultiMap headers) {
        long longest = NONE;
        for (Field field : FIELDS) {
            String value = headers.get(field.name());
            if (value != null) {
                longest = Math.max(longest, WaitText.nanos(value, field.unit(), sentMillis(headers)));
            }
        }
        return longest == NONE && status == 429 ? untilReset(headers) : longest;
    }

    private long untilReset(MultiMap headers) {
        int way = QuotaFields.way(headers);
        if (way < 0) {
            return NONE;
        }
        long longest = NONE;
        for (QuotaReading quota : QuotaFields.read(headers, way, unit, sentMillis(headers))) {
            if (quota.remaining() == 0 && quota.resetNanos() > 0) {
                longest = Math.max(longest, quota.resetNanos());
            }
        }
        return longest;
    }

    private long sentMillis(MultiMap headers) {
        String date = headers.get(HttpHeaders.DATE);
        long sent = date == null ? WaitText.NONE : WaitText.dateMillis(date);
        return sent == WaitText.NONE ? clock.millis() : sent;
    }
}
