package io.penstock.resilience.fallback;

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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestKeyTest {

    private static final RouteSettings SETTINGS = new RouteSettings("api", "GET /", 0, 1, 0, 0, 1, 0, 0);

    private static @Nullable String key(String... fields) {
        FakeTicker ticker = new FakeTicker();
        MultiMap headers = HttpHeaders.headers();
        for (int i = 0; i < fields.length; i += 2) {
            headers.add(fields[i], fields[i + 1]);
        }
        return RequestKey.of(new Exchange(
                SETTINGS,
                new DeadlineWheel(ticker, new ManualAlarm(ticker)),
                HttpMethod.GET,
                "/a",
                headers,
                RequestBody.none()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization",
                "Cookie",
                "X-Api-Key",
                "Accept-Encoding",
                "Forwarded",
                "X-Forwarded-Host",
                "X-Forwarded-Proto"
            })
    void requests_thatDifferInWhatMaySelectTheAnswer_haveOtherKeys(String field) {
        assertThat(key(field, "a")).isNotEqualTo(key(field, "b")).isNotEqualTo(key());
    }

    @ParameterizedTest
    @ValueSource(strings = {"user-agent", "TraceParent", "X-Request-Id", "X-Forwarded-For"})
    void requests_thatDifferInTheWayTheyCame_haveTheSameKey(String field) {
        assertThat(key("A", "1", field, "a")).isNotNull().isEqualTo(key(field, "b", "A", "1"));
    }

    @Test
    void request_whoseAnswerMustNotBeStored_hasNone() {
        assertThat(key("Cache-Control", "max-age=0", "Cache-Control", "x , No-Store"))
                .isNull();
        assertThat(key("Cache-Control", "no-cache")).isEqualTo(key());
    }
}
