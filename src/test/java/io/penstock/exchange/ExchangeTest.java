package io.penstock.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.error.CancelledException;
import io.penstock.error.PenstockException;
import io.penstock.error.Problem;
import io.penstock.testing.FakeTicker;
import io.penstock.testing.ManualAlarm;
import io.penstock.time.DeadlineWheel;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExchangeTest {

    private static final Duration MAX_WAIT = Duration.ofSeconds(10);

    private final FakeTicker ticker = new FakeTicker();
    private final Exchange exchange = new Exchange(
            new RouteSettings("api", "*", 0, 0, 0, 0, MAX_WAIT.toNanos(), 0, 0),
            new DeadlineWheel(ticker, new ManualAlarm(ticker)),
            HttpMethod.POST,
            "/",
            HttpHeaders.headers(),
            RequestBody.none());

    private static final PenstockException LEFT = new CancelledException(Problem.CANCELLED, "left");

    @Test
    void waits_addUp_againstTheLowerOfTheLimits() {
        exchange.limitWait(Duration.ofMinutes(1).toNanos());
        assertThat(exchange.maxWaitLeftNanos()).isEqualTo(MAX_WAIT.toNanos());

        exchange.limitWait(Duration.ofSeconds(3).toNanos());
        exchange.waited(Duration.ofSeconds(1).toNanos());
        exchange.waited(Duration.ofSeconds(1).toNanos());

        assertThat(exchange.maxWaitLeftNanos()).isEqualTo(Duration.ofSeconds(1).toNanos());
        assertThat(exchange.origin().waitedMillis()).isEqualTo(2_000);
    }

    @Test
    void cancel_reachesTheStageThatWaits_andOnce() {
        List<PenstockException> causes = new ArrayList<>();
        exchange.onCancel(causes::add);

        exchange.cancel(new CancelledException(Problem.CANCELLED, "first"));
        exchange.cancel(new CancelledException(Problem.CANCELLED, "second"));

        assertThat(causes).singleElement().isSameAs(exchange.cancelledBy());
        assertThat(causes.get(0).detail()).isEqualTo("first");
    }

    @Test
    void callerThatLeaves_endsTheExchange() {
        exchange.leave(LEFT);

        assertThat(exchange.cancelledBy()).isSameAs(LEFT);
    }

    @Test
    void callerThatLeaves_whereOthersWaitToo_isOnlyTold() {
        List<PenstockException> causes = new ArrayList<>();
        exchange.onLeave(causes::add);
        exchange.leave(LEFT);
        assertThat(causes).containsExactly(LEFT);
        assertThat(exchange.cancelledBy()).isNull();

        exchange.onLeave(null);
        exchange.leave(LEFT);
        assertThat(exchange.cancelledBy()).isSameAs(LEFT);
    }

    @Test
    void exchangeThatIsAlsoForAnother_lastsAsLong_andIsAsUrgent() {
        Exchange hasty = withTotal(Duration.ofSeconds(3), "u=5");
        ticker.advance(Duration.ofSeconds(2));
        Exchange patient = withTotal(Duration.ofSeconds(4), "u=1");
        ticker.advance(Duration.ofSeconds(1));
        assertThat(hasty.totalLeftNanos()).isZero();

        hasty.alsoFor(patient);
        hasty.alsoFor(withTotal(Duration.ofSeconds(1), "u=2"));

        assertThat(hasty.totalLeftNanos()).isEqualTo(Duration.ofSeconds(3).toNanos());
        assertThat(hasty.urgency()).isEqualTo(1);
    }

    @Test
    void exchangeThatIsAlsoForAnother_isAsUrgentAsOneThatDoesNotSay() {
        Exchange bulk = withTotal(Duration.ofSeconds(3), "u=7");
        Exchange usual = withTotal(Duration.ofSeconds(3), "u=3");
        usual.headers().remove("priority");

        bulk.alsoFor(usual);

        assertThat(bulk.urgency()).isEqualTo(3);
        assertThat(bulk.headers().contains("priority")).isFalse();
    }

    private Exchange withTotal(Duration total, String priority) {
        return new Exchange(
                new RouteSettings("api", "*", 0, total.toNanos(), 0, 0, MAX_WAIT.toNanos(), 0, 0),
                exchange.wheel(),
                HttpMethod.GET,
                "/",
                HttpHeaders.headers().add("priority", priority),
                RequestBody.none());
    }

    @Test
    void continueOfSeveralAttempts_isRelayedOnce() {
        List<String> relayed = new ArrayList<>();
        exchange.onContinue(() -> relayed.add("100"));

        exchange.relayContinue();
        exchange.relayContinue();

        assertThat(relayed).hasSize(1);
    }

    @Test
    void deadlinePause_isTheTimeInWhichBodiesFlowed_stallsExcepted() {
        exchange.upload().started();
        ticker.advance(Duration.ofSeconds(5));
        exchange.upload().progressed();
        ticker.advance(Duration.ofSeconds(7));
        assertThat(exchange.deadlinePauseNanos())
                .isEqualTo(Duration.ofSeconds(5).toNanos());
        assertThat(exchange.upload().stalledNanos())
                .isEqualTo(Duration.ofSeconds(7).toNanos());

        exchange.upload().progressed();
        exchange.upload().ended();
        ticker.advance(Duration.ofSeconds(9));
        exchange.upload().ended();

        assertThat(exchange.deadlinePauseNanos())
                .isEqualTo(Duration.ofSeconds(12).toNanos());
    }
}
