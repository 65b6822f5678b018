package io.penstock.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.Await;
import io.penstock.testing.FakeTicker;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The power goes at every step of a refresh, before and after the request: what is found then leads to a token, or to a failure
 * that says that the refresh token is probably spent.
 */
class CrashPointsTest {

    private static final Vertx VERTX = Vertx.vertx();
    private static final int STEPS_OF_A_WRITE = 4;
    /** The grant's beginning, the mark, and the successor. */
    private static final int STEPS = 3 * STEPS_OF_A_WRITE;

    private final FakeTicker ticker = new FakeTicker();

    @AfterAll
    static void close() {
        Await.get(VERTX.close());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void refresh_whenThePowerGoesAfterSoManySteps(int steps) throws Exception {
        for (boolean sealed : new boolean[] {false, true}) {
            StoreFormat format = new StoreFormat(sealed ? StoreKey.parse("ab".repeat(32)) : null);
            int outcomes = new FakeDiskRun(steps, format).afterwards().size();
            for (int found = 0; found < outcomes; found++) {
                FakeDiskRun run = new FakeDiskRun(steps, format);
                run.startAgain(run.afterwards().get(found));
            }
        }
    }

    /** One refresh that the power goes in, and the one after it. */
    private final class FakeDiskRun {

        private final RotatingProvider provider = new RotatingProvider("configured");
        private final StoreFormat format;
        private final FakeDisk disk = new FakeDisk(null);
        private final boolean handedOut;

        FakeDiskRun(int steps, StoreFormat format) {
            this.format = format;
            disk.stopAfter(steps);
            Future<TokenIssuer.Issued> issued = issuer(disk, Map.of()).issue();
            handedOut = Await.get(issued.transform(result -> Future.succeededFuture(result.succeeded())));
            assertThat(handedOut)
                    .as("a token is handed out only when its successor is durable")
                    .isEqualTo(steps >= STEPS);
            assertThat(provider.requests)
                    .as("nothing is sent before the mark is durable")
                    .isEqualTo(steps >= 2 * STEPS_OF_A_WRITE ? 1 : 0);
        }

        List<byte @Nullable []> afterwards() {
            return disk.afterPowerLoss();
        }

        void startAgain(byte @Nullable [] found) throws IOException {
            FakeDisk after = new FakeDisk(found);
            Map<String, StoredGrant> grants = found == null ? Map.of() : format.read(found);
            StoredGrant grant = grants.get("crm");
            boolean marked = grant != null && grant.sent();
            Future<TokenIssuer.Issued> issued = issuer(after, grants).issue();
            TokenFailure failure = Await.get(issued.transform(
                    result -> Future.succeededFuture(result.succeeded() ? null : (TokenFailure) result.cause())));

            if (failure == null) {
                assertThat(provider.reuses).isZero();
            } else {
                assertThat(marked).as("only a grant in doubt may be lost").isTrue();
                assertThat(failure.code()).isEqualTo("invalid_grant");
                assertThat(failure).hasMessageContaining("has probably spent the refresh token");
            }
            if (handedOut) {
                assertThat(failure).as("what was handed out has a successor").isNull();
            }
        }

        private RotatingIssuer issuer(FakeDisk on, Map<String, StoredGrant> grants) {
            FileTokenStore store = new FileTokenStore(VERTX, on, format, () -> {}, grants);
            return new RotatingIssuer("crm", "configured", provider, store, ticker, () -> {});
        }
    }
}
