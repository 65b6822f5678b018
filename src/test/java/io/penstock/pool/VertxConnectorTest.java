package io.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.UpstreamConfig;
import io.penstock.error.PenstockException;
import io.penstock.error.Problem;
import io.penstock.testing.Await;
import io.penstock.testing.BlackHole;
import io.penstock.testing.FakeTicker;
import io.penstock.time.DeadlineWheel;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.dns.AddressResolverOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Names with several addresses, of which not all serve. Time limits are those of a clock that the test moves. */
class VertxConnectorTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    /** What an address has of it where there are two, and as much as the wheel may be late. */
    private static final Duration SHARE = LIMIT.dividedBy(2).plusMillis(100);

    private final InetAddress first = address("127.0.0.1");
    private final InetAddress second = address("127.0.0.2");
    private final FakeTicker ticker = new FakeTicker();
    private final DeadlineWheel wheel = new DeadlineWheel(ticker, delayMillis -> {});
    private final FakeDns dns;
    private final Vertx vertx;
    private final Context context;

    VertxConnectorTest() throws IOException {
        dns = new FakeDns(first, second);
        vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setAddressResolverOptions(new AddressResolverOptions()
                        .setServers(List.of(dns.server()))
                        .setSearchDomains(List.of())));
        context = vertx.getOrCreateContext();
    }

    @AfterEach
    void close() {
        Await.get(vertx.close());
        dns.close();
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void name_isLookedUpForEachDial() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, second)) {
            Connector connector = connector("moves.test", server.getLocalPort());
            dns.move(first);
            assertThat(Await.failure(dial(connector))).hasMessageContaining("refused");

            dns.move(second);

            assertThat(Await.get(dial(connector)).alive()).isTrue();
        }
    }

    @Test
    void addressThatRefuses_isPassedOver() throws Exception {
        for (InetAddress serving : List.of(first, second)) {
            try (ServerSocket server = new ServerSocket(0, 50, serving)) {
                Connector connector = connector("two.test", server.getLocalPort());
                for (int i = 0; i < 3; i++) {
                    assertThat(Await.get(dial(connector)).alive()).isTrue();
                }
            }
        }
    }

    @Test
    void addressThatHangs_hasItsShareOfTheTimeOnly() throws Exception {
        try (BlackHole hole = BlackHole.open();
                ServerSocket server = new ServerSocket(hole.port(), 50, second)) {
            Connector connector = connector("two.test", server.getLocalPort());
            Future<Link> dial = dial(connector);
            Await.until("the dial hangs", () -> armed() == 2);

            pass(SHARE);

            assertThat(Await.get(dial).alive()).isTrue();
            for (int i = 0; i < 2; i++) {
                assertThat(Await.get(dial(connector)).alive())
                        .as("begins with the address that answered")
                        .isTrue();
            }
        }
    }

    @Test
    void dialsInTheAir_startWithDifferentAddresses() throws Exception {
        try (BlackHole hole = BlackHole.open();
                ServerSocket server = new ServerSocket(hole.port(), 50, second)) {
            Connector connector = connector("two.test", server.getLocalPort());
            List<Future<Link>> dials = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                dials.add(dial(connector));
            }
            Await.until(
                    "half of the dials hang and the others do not",
                    () -> dials.stream().filter(Future::succeeded).count() == 2 && armed() == 4);

            pass(SHARE);

            assertThat(dials)
                    .allSatisfy(dial -> assertThat(Await.get(dial).alive()).isTrue());
        }
    }

    @Test
    void onlyAddressThatHangs_isATimeout() throws Exception {
        dns.move(first);
        try (BlackHole hole = BlackHole.open()) {
            Future<Link> dial = dial(connector("one.test", hole.port()));
            Await.until("the dial hangs", () -> armed() == 1);

            pass(LIMIT.plusMillis(100));

            assertThat(((PenstockException) Await.failure(dial)).problem()).isEqualTo(Problem.CONNECTION_TIMEOUT);
        }
    }

    @Test
    void addressesThatAllRefuse_areAFailure() throws Exception {
        int port;
        try (ServerSocket closed = new ServerSocket(0)) {
            port = closed.getLocalPort();
        }

        Throwable failure = Await.failure(dial(connector("two.test", port)));

        assertThat(((PenstockException) failure).problem()).isEqualTo(Problem.CONNECTION_REFUSED);
        assertThat(((PenstockException) failure).retrySafe()).isTrue();
    }

    private Connector connector(String host, int port) {
        UpstreamTarget target = new UpstreamTarget(UpstreamConfig.to("http://" + host + ":" + port), true, Map.of());
        Promise<Connector> made = Promise.promise();
        context.runOnContext(v -> made.complete(new VertxConnector(vertx, new Place(target), wheel)));
        return Await.get(made.future());
    }

    /** How many deadlines are running: a dial has one, and one more for each address but its last. */
    private int armed() {
        Promise<Integer> armed = Promise.promise();
        context.runOnContext(v -> armed.complete(wheel.armed()));
        return Await.get(armed.future());
    }

    private void pass(Duration time) {
        context.runOnContext(v -> {
            ticker.advance(time);
            wheel.advance();
        });
    }

    private Future<Link> dial(Connector connector) {
        Promise<Link> ended = Promise.promise();
        context.runOnContext(v -> connector.connect(LIMIT.toNanos(), new Connector.Result() {
            @Override
            public void opened(Link link) {
                ended.complete(link);
            }

            @Override
            public void failed(PenstockException failure) {
                ended.fail(failure);
            }
        }));
        return ended.future();
    }
}
