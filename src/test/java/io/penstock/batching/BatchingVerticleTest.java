package io.penstock.batching;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.Await;
import io.penstock.time.Ticker;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BatchingVerticleTest {

    private final Vertx vertx = Vertx.vertx();
    private final Counted crm = new Counted("crm");
    private final Counted erp = new Counted("erp");

    @AfterEach
    void close() {
        Await.get(vertx.close());
    }

    private String deploy() {
        return deploy(List.of(crm, erp));
    }

    private String deploy(List<Counted> parts) {
        return Await.get(vertx.deployVerticle(new BatchingVerticle(parts, Ticker.system(), Duration.ofMillis(1))));
    }

    @Test
    void figures_whereSomeoneListens_areThoseOfEachUpstreamAgainAndAgain() {
        Queue<BatchingFigures> heard = new ConcurrentLinkedQueue<>();
        vertx.eventBus().<BatchingFigures>consumer(BatchingFigures.ADDRESS, message -> heard.add(message.body()));

        deploy();
        Await.until("figures are heard", () -> heard.size() >= 4);

        assertThat(heard)
                .extracting(BatchingFigures::upstream)
                .startsWith("crm", "erp", "crm", "erp")
                .containsOnly("crm", "erp");
        assertThat(heard.element().coalescing().joined()).isEqualTo(7);
    }

    @Test
    void figures_whereNobodyListens_areNotGathered() {
        deploy();
        Await.until("it has looked", () -> erp.tidied.get() >= 3);

        assertThat(crm.asked).hasValue(0);
        assertThat(erp.asked).hasValue(0);
    }

    @Test
    void stop_endsIt() {
        String id = deploy();
        Await.until("it has looked", () -> erp.tidied.get() >= 1);

        Await.get(vertx.undeploy(id));
        int tidied = erp.tidied.get();
        Counted later = new Counted("later");
        deploy(List.of(later));
        Await.until("another one has looked", () -> later.tidied.get() >= 3);

        assertThat(erp.tidied).hasValue(tidied);
    }

    private static final class Counted implements BatchingVerticle.Part {

        private final String name;
        private final AtomicInteger asked = new AtomicInteger();
        private final AtomicInteger tidied = new AtomicInteger();

        Counted(String name) {
            this.name = name;
        }

        @Override
        public BatchingFigures figures() {
            asked.incrementAndGet();
            return new BatchingFigures(
                    name,
                    new BatchingFigures.Coalescing(3, 7, 0, 0, 700),
                    new BatchingFigures.Batching(0, 0, 0, 0),
                    new BatchingFigures.Walks(0, 0, 0, 0, 0, 0, 0, 0));
        }

        @Override
        public void tidy() {
            tidied.incrementAndGet();
        }
    }
}
