package io.penstock.resilience.hedge;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.Await;
import io.penstock.testing.RawClient;
import io.penstock.testing.RawServer;
import io.penstock.testing.TestGateway;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Two requests in a race over real connections. */
class HedgeIT {

    @Test
    void slowRead_isOvertaken_andItsConnectionIsClosed() throws Exception {
        AtomicBoolean loserGone = new AtomicBoolean();
        RawServer.Script script = connection -> {
            if (connection.next() != null && connection.index() == 0) {
                try {
                    connection.next();
                } finally {
                    loserGone.set(true);
                }
            } else {
                connection.write(RawServer.ok("second"));
                connection.hold();
            }
        };
        try (RawServer server = RawServer.start(script);
                TestGateway gateway =
                        TestGateway.to(server.url(), ".pool.minIdle", "0", ".hedge.after", "50ms", ".pool.size", "2")) {
            assertThat(RawClient.exchange(gateway.port(), RawClient.get("/api/slow"))
                            .text())
                    .isEqualTo("second");

            Await.until("the slow request is reset", loserGone::get);
            assertThat(server.requests()).hasSize(2);
            Await.until("the leases are back", () -> gateway.pool().active() == 0);
        }
    }
}
