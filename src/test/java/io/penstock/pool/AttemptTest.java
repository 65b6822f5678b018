package io.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.error.CancelledException;
import io.penstock.error.Problem;
import io.penstock.exchange.Answer;
import io.penstock.exchange.Exchange;
import io.penstock.exchange.RequestBody;
import io.penstock.testing.Await;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One request: however it ends, there is one outcome, and the lease goes back once. */
class AttemptTest {

    private final AttemptRig rig;

    AttemptTest() throws IOException {
        rig = new AttemptRig();
    }

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void answer_readToItsEnd_leavesTheConnectionToTheNext() {
        RecordedOutcome first = rig.run("/answer", RequestBody.none());
        first.await("end");
        RecordedOutcome second = rig.run("/answer", RequestBody.none());
        second.await("end");

        assertThat(first.events).containsExactly("answered 200", "data hello", "end");
        assertThat(rig.server.connections()).isEqualTo(1);
        assertThat(rig.recorded.reuses).isEqualTo(1);
    }

    @Test
    void answer_thatClosesItsConnection_isWhole() {
        RecordedOutcome outcome = rig.run("/close", RequestBody.none());
        outcome.await("end");

        assertThat(outcome.events).containsExactly("answered 200", "end");
        Await.until("it is closed", () -> rig.pool.ledger().figures().open() == 0);
    }

    @Test
    void connection_lostBeforeTheHead_fails() {
        rig.run("/reset", RequestBody.none()).await("failed connection-lost");
    }

    @Test
    void connection_lostAmidTheBody_breaksIt() {
        RecordedOutcome outcome = rig.run("/cut", RequestBody.none());
        outcome.await("broken connection-lost");

        assertThat(outcome.events).containsExactly("answered 200", "data half", "broken connection-lost");
    }

    @Test
    void connection_lostBeforeTheBodyIsRead_breaksItWhenItIs() {
        RecordedOutcome outcome = new RecordedOutcome(false);
        rig.run("/cut", RequestBody.none(), outcome);
        outcome.await("answered 200");
        Await.until("the connection is gone", () -> rig.pool.ledger().figures().open() == 0);

        rig.onLoop(() -> {
            outcome.answer().read(outcome);
            return outcome;
        });

        outcome.await("broken connection-lost");
    }

    @Test
    void answer_beforeTheWholeRequest_isHandedOn_andItsConnectionClosed() {
        ManualBody body = new ManualBody();
        RecordedOutcome outcome = rig.run("/early", body);
        outcome.await("end");

        assertThat(outcome.events).containsExactly("answered 200", "data early", "end");
        assertThat(body.detached).isTrue();
        Await.until("it is not used again", () -> rig.pool.ledger().figures().open() == 0);
    }

    @Test
    void connection_thatLeadsToWhereTheUpstreamWas_isNotUsed_andNotAskedForLongerThanTheCallWaits() {
        rig.run("/answer", RequestBody.none()).await("end");
        rig.move("http://127.0.0.1:1");
        RecordedOutcome outcome = new RecordedOutcome(true);
        rig.onLoop(() -> {
            Exchange exchange = rig.exchange("/answer", RequestBody.none());
            exchange.limitWait(Duration.ofMillis(50).toNanos());
            return rig.run(exchange, outcome);
        });

        for (int i = 0; i < 10; i++) {
            rig.pass(Duration.ofMillis(20));
        }

        outcome.await("failed pool-timeout");
        assertThat(outcome.events).containsExactly("failed pool-timeout");
        assertThat(rig.server.connections()).isEqualTo(1);
    }

    @Test
    void departure_whileWaitingForAConnection_givesUpThePlace() {
        RecordedOutcome holder = rig.run("/silent", RequestBody.none());
        Await.until("the connection is taken", () -> rig.onLoop(() -> rig.pool.active() == 1));
        RecordedOutcome waiter = rig.run("/answer", RequestBody.none());
        Await.until("the other one waits", () -> rig.pool.waiting() == 1);

        rig.leave(waiter);

        waiter.await("failed cancelled");
        assertThat(rig.pool.waiting()).isZero();
        rig.leave(holder);
    }

    @Test
    void departure_whileWaitingForAnAnswer_closesTheConnection() {
        RecordedOutcome outcome = rig.run("/silent", RequestBody.none());
        Await.until("it was sent", () -> rig.server.openConnections() == 1 && rig.onLoop(() -> rig.pool.active() == 1));

        rig.leave(outcome);

        outcome.await("failed cancelled");
        Await.until("the upstream's connection is gone", () -> rig.server.openConnections() == 0);
    }

    @Test
    void departure_amidTheBody_endsItSilently() {
        RecordedOutcome outcome = rig.run("/half", RequestBody.none());
        outcome.await("data half");

        rig.onLoop(() -> {
            outcome.answer().cancel();
            outcome.answer().cancel();
            return outcome;
        });

        Await.until("the upstream's connection is gone", () -> rig.server.openConnections() == 0);
        assertThat(outcome.events).containsExactly("answered 200", "data half");
    }

    @Test
    void departure_beforeTheStart_startsNothing() {
        RecordedOutcome outcome = new RecordedOutcome(true);
        rig.onLoop(() -> {
            Exchange exchange = rig.exchange("/answer", RequestBody.none());
            exchange.cancel(new CancelledException(Problem.CANCELLED, "left"));
            return rig.run(exchange, outcome);
        });

        outcome.await("failed cancelled");
        assertThat(rig.server.connections()).isZero();
    }

    @Test
    void bodyThatThrows_isAnInternalError() {
        RecordedOutcome outcome = rig.run("/answer", new ManualBody() {
            @Override
            public void read(Reader receiver) {
                throw new IllegalStateException("a defect, as the test wants it");
            }
        });

        outcome.await("failed internal-error");
    }

    @Test
    void receiverThatThrows_costsTheLeaseNothing() {
        RecordedOutcome outcome = new RecordedOutcome(true) {
            @Override
            public void answered(Answer arrived) {
                super.events.add("answered " + arrived.status());
                throw new IllegalStateException("a defect, as the test wants it");
            }
        };
        rig.run("/answer", RequestBody.none(), outcome);

        outcome.await("answered 200");
        Await.until(
                "the connection is closed", () -> rig.pool.ledger().figures().open() == 0);
    }
}
