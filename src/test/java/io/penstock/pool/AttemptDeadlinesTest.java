package io.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.exchange.RequestBody;
import io.penstock.testing.Await;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The deadlines of one request, before the head of its answer and after it. */
class AttemptDeadlinesTest {

    private final AttemptRig rig;

    AttemptDeadlinesTest() throws IOException {
        rig = new AttemptRig();
    }

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void attemptDeadline_fails_andClosesTheConnection() {
        RecordedOutcome outcome = rig.run("/silent", RequestBody.none());
        Await.until("it was sent", () -> rig.onLoop(() -> rig.pool.active() == 1));
        rig.pass(AttemptRig.ATTEMPT.minusMillis(20));
        assertThat(outcome.events).isEmpty();

        rig.pass(Duration.ofMillis(40));

        outcome.await("failed attempt-timeout");
        Await.until("the upstream's connection is gone", () -> rig.server.openConnections() == 0);
    }

    @Test
    void attemptDeadline_standsStillWhileTheBodyFlows_andBlamesTheCallerWhoStalls() {
        ManualBody body = new ManualBody();
        RecordedOutcome outcome = rig.run("/silent", body);
        Await.until("the body is asked for", () -> rig.onLoop(body::asked));
        for (int i = 0; i < 5; i++) {
            rig.pass(AttemptRig.ATTEMPT.minusSeconds(1));
            rig.onLoop(() -> body.push("x"));
        }
        assertThat(outcome.events).isEmpty();

        rig.pass(AttemptRig.ATTEMPT.plusMillis(20));

        outcome.await("failed caller-too-slow");
        assertThat(body.detached).isTrue();
    }

    @Test
    void attemptDeadline_startsAnewWhenTheBodyHasEnded() {
        ManualBody body = new ManualBody();
        RecordedOutcome outcome = rig.run("/silent", body);
        Await.until("the body is asked for", () -> rig.onLoop(body::asked));
        rig.pass(AttemptRig.ATTEMPT.minusSeconds(1));
        rig.onLoop(() -> body.push("x"));
        rig.onLoop(body::finish);
        rig.pass(AttemptRig.ATTEMPT.minusSeconds(1));
        assertThat(outcome.events).isEmpty();

        rig.pass(Duration.ofSeconds(2));

        outcome.await("failed attempt-timeout");
    }

    @Test
    void streamIdle_breaksAnAnswerThatStopped() {
        RecordedOutcome outcome = rig.run("/half", RequestBody.none());
        outcome.await("data half");

        rig.pass(AttemptRig.STREAM_IDLE.plusMillis(20));

        outcome.await("broken stream-idle");
    }

    @Test
    void streamIdle_doesNotCountWhileTheCallerStalls() {
        RecordedOutcome outcome = rig.run("/half", RequestBody.none());
        outcome.await("data half");
        rig.onLoop(() -> {
            outcome.answer().pause();
            return outcome;
        });

        rig.pass(AttemptRig.STREAM_IDLE.multipliedBy(3));
        assertThat(outcome.events).doesNotContain("broken stream-idle");
        rig.onLoop(() -> {
            outcome.answer().resume();
            return outcome;
        });
        rig.pass(AttemptRig.STREAM_IDLE.minusSeconds(1));
        assertThat(outcome.events).doesNotContain("broken stream-idle");
        rig.pass(Duration.ofSeconds(2));

        outcome.await("broken stream-idle");
    }

    @Test
    void eventStream_isNeverIdle_butMayLastTooLong() {
        RecordedOutcome outcome = rig.run("/events", RequestBody.none());
        outcome.await("answered 200");
        rig.pass(AttemptRig.STREAM_IDLE.multipliedBy(5));
        assertThat(outcome.events).noneMatch(event -> event.startsWith("broken"));
        assertThat(rig.pool.streams()).isEqualTo(1);

        rig.pass(AttemptRig.MAX_DURATION);

        outcome.await("broken stream-too-long");
        assertThat(rig.pool.streams()).isZero();
    }
}
