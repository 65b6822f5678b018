package io.penstock.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.error.OverloadedException;
import io.penstock.error.PenstockException;
import io.penstock.error.Problem;
import io.penstock.testing.FakeTicker;
import io.penstock.testing.ManualAlarm;
import io.penstock.time.DeadlineWheel;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GateTest {

    private final List<String> events = new ArrayList<>();
    private final FakeTicker ticker = new FakeTicker();
    private final Exchange exchange = new Exchange(
            new RouteSettings("api", "*", 1, 1, 1, 1, 1, 0, 0),
            new DeadlineWheel(ticker, new ManualAlarm(ticker)),
            HttpMethod.GET,
            "/",
            HttpHeaders.headers(),
            RequestBody.none());
    private final Scripted first = new Scripted("first");
    private final Scripted second = new Scripted("second");
    private final Gate both = Gate.both(first, second);

    @Test
    void both_oneOfThemOpen_isTheOther() {
        assertThat(Gate.both(Gate.open(), first)).isSameAs(first);
        assertThat(Gate.both(first, Gate.open())).isSameAs(first);
        assertThat(Gate.both(Gate.open(), Gate.open())).isSameAs(Gate.open());
    }

    @Test
    void both_bothGrant_isGranted() {
        assertThat(both.tryAcquire(exchange, 7)).isEqualTo(Gate.GRANTED);
        assertThat(events).containsExactly("first asked", "second asked");
    }

    @Test
    void both_firstRefuses_doesNotAskTheSecond() {
        first.verdict = 5;

        assertThat(both.tryAcquire(exchange, 7)).isEqualTo(5);
        assertThat(events).containsExactly("first asked");
        assertThat(both.refusal(exchange, 5)).hasMessage("first");
    }

    @Test
    void both_secondRefuses_givesTheFirstPermitBack() {
        second.verdict = -9;

        assertThat(both.tryAcquire(exchange, 7)).isEqualTo(-9);
        assertThat(events).containsExactly("first asked", "second asked", "first given back");
        assertThat(both.refusal(exchange, 9)).hasMessage("second");
    }

    private final class Scripted implements Gate {

        private final String name;
        private long verdict = GRANTED;

        Scripted(String name) {
            this.name = name;
        }

        @Override
        public long tryAcquire(Exchange asking, long nowNanos) {
            events.add(name + " asked");
            return verdict;
        }

        @Override
        public void giveBack(Exchange asking, long grantedNanos) {
            events.add(name + " given back");
        }

        @Override
        public PenstockException refusal(Exchange asking, long waitNanos) {
            return new OverloadedException(Problem.POOL_TIMEOUT, name, waitNanos);
        }

        @Override
        public void answered(Exchange asking, long grantedNanos, int status, MultiMap headers) {
            events.add(name + " answered " + status);
        }

        @Override
        public void failed(Exchange asking, long grantedNanos, PenstockException failure) {
            events.add(name + " failed");
        }
    }
}
