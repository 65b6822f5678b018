package io.penstock.batching;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.exchange.Exchange;
import io.penstock.exchange.RequestBody;
import io.penstock.exchange.RouteSettings;
import io.penstock.testing.FakeTicker;
import io.penstock.testing.ManualAlarm;
import io.penstock.time.DeadlineWheel;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import org.junit.jupiter.api.Test;

class FingerprintTest {

    private static final RouteSettings ROUTE = new RouteSettings("api", "*", 0, 0, 0, 0, 0, 0, 0);

    private final FakeTicker ticker = new FakeTicker();
    private final DeadlineWheel wheel = new DeadlineWheel(ticker, new ManualAlarm(ticker));
    private final Fingerprint fingerprint =
            new Fingerprint(new FingerprintKey(1, 2), new IgnoredFields(List.of("X-Trace")));

    @Test
    void take_ofTheSame_isTheSame() {
        assertThat(low("/a", "x", "1", "y", "2")).isEqualTo(low("/a", "X", "1", "Y", "2"));
        assertThat(low("/a", "x", "1")).isEqualTo(low("/a", "x-trace", "5", "x", "1"));
    }

    @Test
    void take_ofWhatLooksAlikeInARow_differs() {
        assertThat(low("/a", "xy", "z")).isNotEqualTo(low("/a", "x", "yz"));
        assertThat(low("/a", "x", "1", "y", "2")).isNotEqualTo(low("/a", "y", "2", "x", "1"));
        assertThat(low("/a", "x", "1", "x", "2")).isNotEqualTo(low("/a", "x", "1, 2"));
        assertThat(low("/ax", "x", "1")).isNotEqualTo(low("/a", "x", "1"));
    }

    @Test
    void take_ofWhatIsNoByte_isRefused() {
        assertThat(take("/a", "x", "\u0131")).isFalse();
        assertThat(take("/\u0131")).isFalse();
        assertThat(take("/a", "x", "\u00e9")).isTrue();
    }

    @Test
    void take_ofALongRequest_isTakenUpToABound() {
        assertThat(take("/a", "x", "v".repeat(30_000))).isTrue();
        assertThat(take("/a", "x", "v".repeat(40_000))).isFalse();
        assertThat(take("/a", "x", "v")).isTrue();
    }

    @Test
    void take_withAnotherWaitAllowed_differs() {
        Exchange hasty = exchange("/a");
        hasty.limitWait(-1);
        assertThat(fingerprint.take(hasty)).isTrue();
        long low = fingerprint.low();

        assertThat(low("/a")).isNotEqualTo(low);
    }

    @Test
    void take_whereAnAnswerOfItsOwnIsWanted_isRefused() {
        assertThat(take("/a", "cache-control", "max-age=0, No-Cache")).isFalse();
        assertThat(take("/a", "Cache-Control", "no-store")).isFalse();
        assertThat(take("/a", "cache-control", "max-age=0")).isTrue();
    }

    @Test
    void take_asIfForAnotherTarget_isThatOfTheOther() {
        long low = low("/contacts/", "x", "1");
        assertThat(fingerprint.take(exchange("/contacts/7", "x", "1"), "/contacts/"))
                .isTrue();

        assertThat(fingerprint.low()).isEqualTo(low);
    }

    private long low(String target, String... fields) {
        assertThat(take(target, fields)).isTrue();
        return fingerprint.low();
    }

    private boolean take(String target, String... fields) {
        return fingerprint.take(exchange(target, fields));
    }

    private Exchange exchange(String target, String... fields) {
        MultiMap headers = HttpHeaders.headers();
        for (int i = 0; i < fields.length; i += 2) {
            headers.add(fields[i], fields[i + 1]);
        }
        return new Exchange(ROUTE, wheel, HttpMethod.GET, target, headers, RequestBody.none());
    }
}
