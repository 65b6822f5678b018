package io.penstock.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.error.PenstockException;
import io.penstock.error.Problem;
import io.penstock.exchange.Answer;
import io.penstock.exchange.Exchange;
import io.penstock.exchange.MemoryPressure;
import io.penstock.exchange.MemoryPressure.Level;
import io.penstock.exchange.Outcome;
import io.penstock.exchange.RequestBody;
import io.penstock.exchange.RouteSettings;
import io.penstock.testing.FakeTicker;
import io.penstock.testing.ManualAlarm;
import io.penstock.time.DeadlineWheel;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryStageTest {

    private final FakeTicker ticker = new FakeTicker();
    private final DeadlineWheel wheel = new DeadlineWheel(ticker, new ManualAlarm(ticker));
    private boolean passed;
    private @Nullable PenstockException failure;

    @ParameterizedTest
    @CsvSource({
        "NORMAL,   7",
        "ELEVATED, 7",
        "HIGH,     5",
        "CRITICAL, 1",
    })
    void call_isAdmittedUpToTheUrgencyOfTheLevel(Level level, int leastUrgent) {
        for (int urgency = 0; urgency <= 7; urgency++) {
            call(level, "u=" + urgency);

            assertThat(passed).as("urgency %d at %s", urgency, level).isEqualTo(urgency <= leastUrgent);
            assertThat(failure == null).isEqualTo(passed);
        }
    }

    @Test
    void call_withoutAPriority_isRefusedAtTheCriticalLevelOnly() {
        call(Level.HIGH, null);
        assertThat(passed).isTrue();

        call(Level.CRITICAL, null);
        assertThat(passed).isFalse();
    }

    @Test
    void refusal_saysWhatIsWrong_andWhenToComeBack() {
        call(Level.HIGH, "u=6");

        assertThat(failure).isNotNull().satisfies(refusal -> {
            assertThat(refusal.problem()).isEqualTo(Problem.MEMORY_PRESSURE);
            assertThat(refusal.status()).isEqualTo(503);
            assertThat(refusal.detail()).isEqualTo("urgency 6 while memory pressure is high; expected 0 to 5");
            assertThat(refusal.retryAfterMillis()).isEqualTo(MemoryPressure.RETRY_AFTER_MILLIS);
            assertThat(refusal.retrySafe()).isTrue();
            assertThat(refusal.upstream()).isEqualTo("api");
        });
    }

    private void call(Level level, @Nullable String priority) {
        passed = false;
        failure = null;
        Exchange exchange = new Exchange(
                new RouteSettings("api", "*", 0, 0, 0, 0, 0, 0, 0),
                wheel,
                HttpMethod.GET,
                "/",
                HttpHeaders.headers(),
                RequestBody.none());
        if (priority != null) {
            exchange.headers().set("Priority", priority);
        }
        new MemoryStage((running, outcome) -> passed = true, () -> level).run(exchange, new Outcome() {
            @Override
            public void answered(Answer answer) {
                throw new AssertionError("nothing answers here");
            }

            @Override
            public void failed(PenstockException refused) {
                failure = refused;
            }
        });
    }
}
