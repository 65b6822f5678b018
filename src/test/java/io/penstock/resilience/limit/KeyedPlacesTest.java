package io.penstock.resilience.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.EachConcurrencyConfig;
import io.penstock.config.LimitScope;
import io.penstock.exchange.Exchange;
import io.penstock.exchange.RequestBody;
import io.penstock.exchange.RouteSettings;
import io.penstock.resilience.ScopeKey;
import io.penstock.testing.FakeTicker;
import io.penstock.testing.ManualAlarm;
import io.penstock.time.DeadlineWheel;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class KeyedPlacesTest {

    private static final int KEYS = 4;
    private static final int MOST = 2;

    private long now;

    @Test
    void tryTake_whereAKeyHasNoneLeft_isRefusedForThatKeyOnly() {
        KeyedPlaces places = places(10);
        Exchange first = call("ada");

        assertThat(places.tryTake(first, 0)).isTrue();
        assertThat(places.tryTake(call("ada"), 0)).isTrue();
        assertThat(places.tryTake(call("ada"), 0)).isFalse();
        assertThat(places.tryTake(call("bob"), 0)).isTrue();

        assertThat(places.giveBack(first)).as("none was left").isTrue();
        assertThat(places.tryTake(call("ada"), 0)).isTrue();
    }

    @Test
    void giveBack_whereSomeWereLeft_changesNothingForOthers() {
        KeyedPlaces places = places(10);
        Exchange call = call("ada");
        places.tryTake(call, 0);

        assertThat(places.giveBack(call)).isFalse();
    }

    @Test
    void place_ofAKeyBeyondTheBound_goesBackWhereItWasTaken() {
        KeyedPlaces places = places(1);
        Exchange ada = call("ada");
        Exchange bob = call("bob");
        places.tryTake(ada, 0);
        places.tryTake(bob, 0);
        assertThat(places.of(call("eve"), 0)).as("those beyond share").isSameAs(places.of(bob, 0));

        places.giveBack(ada);
        Exchange bobAgain = call("bob");
        places.tryTake(bobAgain, TimeUnit.SECONDS.toNanos(1));
        places.giveBack(bob);

        assertThat(places.of(bobAgain, now)).as("told apart by now").isNotSameAs(places.of(bob, now));
        assertThat(places.of(bob, now).forget())
                .as("nobody holds one of the shared")
                .isTrue();
        assertThat(places.of(bobAgain, now).forget()).as("bob holds one").isFalse();
    }

    /** Whatever keys come and go, no more are out than there are, and all come back. */
    @Property(tries = 300)
    void places_areConserved(
            @ForAll @IntRange(min = 1, max = KEYS) int maxKeys,
            @ForAll @Size(max = 60) List<@IntRange(min = -6, max = KEYS - 1) Integer> steps) {
        KeyedPlaces places = places(maxKeys);
        List<Exchange> held = new ArrayList<>();
        for (int step : steps) {
            now += TimeUnit.MILLISECONDS.toNanos(60);
            if (step >= 0) {
                Exchange call = call("consumer " + step);
                if (places.tryTake(call, now)) {
                    held.add(call);
                }
            } else if (!held.isEmpty()) {
                places.giveBack(held.remove(-step % held.size()));
            }
            for (Exchange call : held) {
                Places own = places.of(call, now);
                long taken = held.stream()
                        .filter(other -> places.of(other, now) == own)
                        .count();
                assertThat(taken).isLessThanOrEqualTo(MOST);
                assertThat(own.full()).isEqualTo(taken == MOST);
            }
        }
        List<Places> used = held.stream().map(call -> places.of(call, now)).toList();
        held.forEach(places::giveBack);
        assertThat(used)
                .allSatisfy(own -> assertThat(own.forget() || own.forgotten()).isTrue());
    }

    private static KeyedPlaces places(int maxKeys) {
        return new KeyedPlaces(
                new EachConcurrencyConfig(LimitScope.CONSUMER, MOST, maxKeys), new ScopeKey.Reader(null, "X-Consumer"));
    }

    private static Exchange call(String consumer) {
        FakeTicker ticker = new FakeTicker();
        return new Exchange(
                new RouteSettings("crm", "*", 1, 1, 1, 1, 1, 0, 0),
                new DeadlineWheel(ticker, new ManualAlarm(ticker)),
                HttpMethod.GET,
                "/",
                HttpHeaders.headers().add("X-Consumer", consumer),
                RequestBody.none());
    }
}
