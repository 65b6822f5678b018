package io.penstock.resilience.fallback;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.FallbackConfig;
import io.penstock.error.NetworkException;
import io.penstock.error.PenstockException;
import io.penstock.error.Problem;
import io.penstock.error.TimeoutException;
import io.penstock.exchange.Answer;
import io.penstock.exchange.Exchange;
import io.penstock.exchange.Outcome;
import io.penstock.exchange.RequestBody;
import io.penstock.exchange.RouteSettings;
import io.penstock.testing.FakeTicker;
import io.penstock.testing.ManualAlarm;
import io.penstock.time.DeadlineWheel;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When another upstream is asked, and when it is too late for that. */
class FallbackStageTest {

    private static final PenstockException TOO_LATE = new TimeoutException(Problem.TOTAL_TIMEOUT, "too late");

    private final FakeTicker ticker = new FakeTicker();
    private final DeadlineWheel wheel = new DeadlineWheel(ticker, new ManualAlarm(ticker));
    private final Exchange exchange = exchange();
    private final List<Exchange> askedOthers = new ArrayList<>();
    private final List<PenstockException> failures = new ArrayList<>();
    private final List<PenstockException> ends = new ArrayList<>();

    private final Outcome outcome = new Outcome() {
        @Override
        public void answered(Answer answer) {
            throw new AssertionError("nothing answers here");
        }

        @Override
        public void failed(PenstockException failure) {
            failures.add(failure);
        }
    };

    private final Alternative other = new Alternative() {
        @Override
        public String name() {
            return "other";
        }

        @Override
        public Call prepare(Exchange failed) {
            return new Call(exchange(), (asked, unanswered) -> askedOthers.add(asked));
        }
    };

    private final Fallback fallback = new Fallback(new FallbackConfig(null, "other", null));

    @Test
    void upstreamThatFails_hasTheOtherOneAsked() {
        new FallbackStage(
                        (running, failing) ->
                                failing.failed(new NetworkException(Problem.CONNECTION_LOST, "lost", false)),
                        fallback,
                        other)
                .run(exchange, outcome);

        assertThat(askedOthers).hasSize(1);
    }

    @Test
    void callerWhoseTimeIsUp_whileOthersWaitForItsCall_asksNobodyElse_andLeavesTheCallToThem() {
        new FallbackStage(
                        (running, shared) -> {
                            running.onCancel(ends::add);
                            running.onLeave(shared::failed);
                        },
                        fallback,
                        other)
                .run(exchange, outcome);
        exchange.leave(TOO_LATE);
        assertThat(askedOthers).isEmpty();
        assertThat(failures).containsExactly(TOO_LATE);

        exchange.cancel(TOO_LATE);
        assertThat(ends).containsExactly(TOO_LATE);
    }

    private Exchange exchange() {
        return new Exchange(
                new RouteSettings("api", "*", 0, 0, 0, 0, 0, 0, 0),
                wheel,
                HttpMethod.GET,
                "/",
                HttpHeaders.headers(),
                RequestBody.none());
    }
}
