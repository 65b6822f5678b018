package io.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.metrics.Retirement;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Connections growing old, idle, silent. */
class UpkeepTest {

    @ParameterizedTest
    @CsvSource({"0.0, 90", "0.5, 100", "0.999999, 110"})
    void age_isVariedByATenth_andTheSuccessorComesFirst(double jitter, int seconds) {
        PoolModel model = PoolModel.of("minIdle", "1", "maxAge", "100s", "ping.interval", "0s");
        model.jitter = jitter;
        model.start();
        FakeLink old = model.loop().connector.open();

        model.pass(Duration.ofSeconds(seconds - 5L));
        assertThat(model.loop().connector.pending).isEmpty();
        model.pass(Duration.ofSeconds(7));

        assertThat(model.loop().connector.pending).as("the successor's dial").hasSize(1);
        assertThat(old.alive()).as("still serving").isTrue();
        model.loop().connector.open();
        assertThat(old.closedByPool()).isTrue();
        assertThat(model.recorded.retirements).containsExactly(Retirement.AGE);
        assertThat(model.figures().open()).isEqualTo(1);
    }

    @Test
    void agedConnection_inUse_isDrained() {
        PoolModel model =
                PoolModel.of("size", "1", "minIdle", "1", "maxAge", "10s").start();
        FakeLink old = model.loop().connector.open();
        FakeCall holder = model.loop().call();

        model.pass(Duration.ofSeconds(15));
        assertThat(old.alive()).isTrue();
        holder.release(true);

        assertThat(old.closedByPool()).isTrue();
        assertThat(model.loop().connector.pending).as("the floor's dial").hasSize(1);
    }

    @Test
    void agedConnection_whoseSuccessorCannotBeOpened_goesOnServing() {
        PoolModel model = PoolModel.of("minIdle", "1", "maxAge", "10s", "ping.interval", "0s")
                .start();
        FakeLink old = model.loop().connector.open();
        model.loop().connector.failAtOnce(FakeConnector.REFUSED);

        model.pass(Duration.ofSeconds(60));
        assertThat(old.alive()).isTrue();
        model.loop().serveOne();
        model.loop().connector.failAtOnce(null);
        for (int i = 0; i < 60 && model.loop().connector.pending.isEmpty(); i++) {
            model.pass(Duration.ofSeconds(1));
        }
        model.loop().connector.open();

        assertThat(old.closedByPool()).isTrue();
    }

    @Test
    void idleConnections_beyondTheFloor_areClosed() {
        PoolModel model = PoolModel.of("minIdle", "1", "idleTimeout", "20s", "ping.interval", "0s");
        List<FakeCall> calls =
                Stream.generate(() -> model.loop().call()).limit(4).toList();
        List.copyOf(model.loop().connector.pending).forEach(FakeConnector.FakeDial::open);
        calls.forEach(call -> call.release(true));

        model.pass(Duration.ofSeconds(19));
        assertThat(model.figures().open())
                .as("one for each call, and the floor")
                .isEqualTo(5);
        model.pass(Duration.ofSeconds(8));

        assertThat(model.figures().open()).isEqualTo(1);
        assertThat(model.recorded.retirements).containsOnly(Retirement.IDLE).hasSize(4);
    }

    @Test
    void surplus_ofALightLoad_growsIdleAndIsClosed_pingsOrNot() {
        PoolModel model = PoolModel.of("minIdle", "1", "idleTimeout", "20s", "ping.interval", "5s");
        List<FakeCall> calls =
                Stream.generate(() -> model.loop().call()).limit(4).toList();
        List.copyOf(model.loop().connector.pending).forEach(FakeConnector.FakeDial::open);
        calls.forEach(call -> call.release(true));

        for (int i = 0; i < 80; i++) {
            model.loop().serveOne();
            model.pass(Duration.ofMillis(500));
            answerPings(model, true);
        }

        assertThat(model.figures().open()).isEqualTo(1);
    }

    @Test
    void silentConnection_isPinged_eachInterval() {
        PoolModel model = PoolModel.of("minIdle", "1", "ping.interval", "10s").start();
        FakeLink link = model.loop().connector.open();
        int pings = 0;
        for (int i = 0; i < 60; i++) {
            model.pass(Duration.ofSeconds(1));
            pings += link.pings.size();
            answerPings(model, true);
        }

        assertThat(pings).isBetween(4, 6);
        assertThat(model.recorded.pingsPassed).isEqualTo(pings);
        assertThat(model.bus.types()).contains(ConnectionEvent.Type.PINGED);
        model.loop().serveOne();
    }

    @Test
    void busyConnection_isNotPinged() {
        PoolModel model = PoolModel.of("minIdle", "1", "ping.interval", "10s").start();
        FakeLink link = model.loop().connector.open();
        model.loop().call();

        model.pass(Duration.ofSeconds(60));

        assertThat(link.pings).isEmpty();
    }

    @Test
    void connectionBeingPinged_servesNothing_untilItHasAnswered() {
        PoolModel model = PoolModel.of("size", "1", "minIdle", "1", "ping.interval", "10s")
                .start();
        FakeLink link = model.loop().connector.open();
        model.pass(Duration.ofSeconds(14));
        assertThat(link.pings).hasSize(1);

        FakeCall call = model.loop().call();
        assertThat(call.waits()).isTrue();
        answerPings(model, true);

        assertThat(call.served()).isTrue();
    }

    @Test
    void multiplexedConnectionBeingPinged_goesOnServing() {
        PoolModel model = PoolModel.of("size", "1", "minIdle", "1", "ping.interval", "10s");
        model.loop().connector.multiplex(10);
        model.start();
        FakeLink link = model.loop().connector.open();
        model.pass(Duration.ofSeconds(14));
        assertThat(link.pings).hasSize(1);

        assertThat(model.loop().call().served()).isTrue();
    }

    @Test
    void failedPing_retiresTheConnection_andTheFloorIsOpenedAgain() {
        PoolModel model = PoolModel.of("minIdle", "1", "ping.interval", "10s").start();
        FakeLink link = model.loop().connector.open();
        model.pass(Duration.ofSeconds(14));

        answerPings(model, false);

        assertThat(link.closedByPool()).isTrue();
        assertThat(model.recorded.retirements).containsExactly(Retirement.PING);
        assertThat(model.recorded.pingsFailed).isEqualTo(1);
        assertThat(model.loop().connector.pending).hasSize(1);
    }

    @Test
    void serversKeepAlive_isHonouredWithAMargin() {
        PoolModel model = PoolModel.of("size", "1", "minIdle", "0", "keepAliveMargin", "1s");
        FakeCall call = model.loop().call();
        FakeLink link = model.loop().connector.open();
        call.lease().serverKeepsAlive(Duration.ofSeconds(5).toNanos());
        call.release(true);

        model.jump(Duration.ofMillis(3_900));
        model.loop().serveOne();
        model.jump(Duration.ofSeconds(4));
        FakeCall late = model.loop().call();

        assertThat(link.closedByPool()).isTrue();
        assertThat(late.waits()).isTrue();
        assertThat(model.recorded.retirements).containsExactly(Retirement.KEEP_ALIVE);
    }

    private static void answerPings(PoolModel model, boolean ok) {
        for (PoolModel.Loop loop : model.loops) {
            for (FakeLink link : loop.connector.links) {
                while (!link.pings.isEmpty()) {
                    link.pings.removeFirst().accept(ok);
                }
            }
        }
        model.settle();
    }
}
