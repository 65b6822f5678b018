package io.penstock.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.metrics.Metrics;
import io.penstock.testing.Await;
import io.penstock.time.Ticker;
import io.penstock.time.VertxAlarm;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The verticle on real event loops, with tokens that the program supplies. */
class TokenVerticleTest {

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger supplied = new AtomicInteger();
    private final List<TokenEvent> events = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        Await.get(vertx.close());
    }

    @Test
    void token_reachesEveryLoopAndEventsTellOfIt() {
        TokenVerticle verticle = deployed(() -> Future.succeededFuture(
                new TokenSupplier.Supplied("t" + supplied.incrementAndGet(), Duration.ofHours(1))));
        Seen first = seenOnALoop(verticle);
        Seen second = seenOnALoop(verticle);

        Await.until("both loops have the token", () -> first.generation() == 1 && second.generation() == 1);
        Await.get(verticle.refresh("crm"));
        Await.until("both loops have the next", () -> first.generation() == 2 && second.generation() == 2);

        assertThat(verticle.statuses()).singleElement().satisfies(status -> {
            assertThat(status.name()).isEqualTo("crm");
            assertThat(status.state()).isEqualTo(CredentialState.VALID);
        });
        Await.until("the events are here", () -> events.size() == 3);
        assertThat(events.stream().map(TokenEvent::type))
                .containsExactly(TokenEvent.Type.GENERATED, TokenEvent.Type.REFRESHING, TokenEvent.Type.REFRESHED);
    }

    @Test
    void supplierOnAThreadOfItsOwn_isFine() {
        TokenVerticle verticle = deployed(() ->
                Future.fromCompletionStage(CompletableFuture.supplyAsync(() -> new TokenSupplier.Supplied("t", null))));

        Await.until("the token is here", () -> verticle.statuses().get(0).state() == CredentialState.VALID);
    }

    @Test
    void supplierThatFails_isReportedWithoutItsMessage() {
        TokenVerticle verticle = deployed(() -> {
            throw new IllegalStateException("se-cret");
        });

        Await.until("the failure is here", () -> verticle.statuses().get(0).state() == CredentialState.UNAVAILABLE);
        assertThat(verticle.statuses().get(0).reason())
                .contains("IllegalStateException")
                .doesNotContain("se-cret");
    }

    @Test
    void revoke_ofSuppliedTokensFailsButEndsTheirUse() {
        TokenVerticle verticle =
                deployed(() -> Future.succeededFuture(new TokenSupplier.Supplied("t", Duration.ofHours(1))));
        Await.until("the token is here", () -> verticle.statuses().get(0).state() == CredentialState.VALID);

        assertThat(Await.failure(verticle.revoke("crm"))).hasMessageContaining("the program supplies");

        assertThat(verticle.statuses().get(0).state()).isEqualTo(CredentialState.REVOKED);
    }

    private TokenVerticle deployed(TokenSupplier supplier) {
        vertx.eventBus().<TokenEvent>localConsumer(TokenEvent.address("crm"), event -> events.add(event.body()));
        ManagedCredential credential = new ManagedCredential(
                "crm",
                "supplied",
                (wheel, context) -> new SuppliedTokenSource(supplier, wheel, context),
                TokenPlacement.BEARER,
                RefreshPolicy.DEFAULT,
                null,
                false);
        TokenVerticle verticle =
                new TokenVerticle(List.of(credential), new MemoryTokenStore(), Ticker.system(), Metrics.none());
        Await.get(vertx.deployVerticle(verticle));
        return verticle;
    }

    private Seen seenOnALoop(TokenVerticle verticle) {
        Context context = vertx.getOrCreateContext();
        AtomicReference<@Nullable LoopCredential> end = new AtomicReference<>();
        context.runOnContext(v -> end.set(verticle.on(context, VertxAlarm.wheel(vertx, Ticker.system()), "crm")));
        return new Seen(context, end);
    }

    /** What one loop has. */
    private record Seen(Context context, AtomicReference<@Nullable LoopCredential> end) {

        long generation() {
            CompletableFuture<Long> answer = new CompletableFuture<>();
            context.runOnContext(v -> {
                LoopCredential credential = end.get();
                TokenSnapshot used = credential == null ? null : credential.use();
                answer.complete(used == null ? 0 : used.generation());
            });
            return answer.orTimeout(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS)
                    .join();
        }
    }
}
