package io.penstock;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.Await;
import io.penstock.testing.RawClient;
import io.penstock.testing.RawServer;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What programs and the management port are shown of an upstream: the same figures. */
class UpstreamFiguresIT {

    private static final String LIMITED = "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 60\r\n"
            + "RateLimit-Limit: 100\r\nRateLimit-Remaining: 40\r\nRateLimit-Reset: 60\r\nContent-Length: 0\r\n\r\n";

    @Test
    void callsBeyondMaxConcurrent_areShownAsQueued() throws IOException {
        CountDownLatch answer = new CountDownLatch(1);
        try (RawServer server = RawServer.start(connection -> {
            while (connection.next() != null) {
                answer.await();
                connection.write(RawServer.ok("done"));
            }
        })) {
            Penstock penstock = start(server, "upstreams.crm.maxConcurrent", "1");
            Upstream crm = penstock.upstream("crm");
            assertThat(crm.queue()).isEqualTo(new QueueSnapshot(0, 1, 0, null));

            Future<UpstreamResponse> first = crm.get("/1");
            Await.until("a request in progress", () -> crm.queue().active() == 1);
            Future<UpstreamResponse> second = crm.get("/2");
            Await.until(
                    "a call that has waited",
                    () -> crm.queue().queued() == 1 && shown(penstock, "queue").getInteger("oldestMs") > 0);

            assertThat(crm.queue().oldestWait()).isPositive();
            assertThat(shown(penstock, "queue").getMap())
                    .containsEntry("active", 1)
                    .containsEntry("queued", 1)
                    .containsEntry("maxConcurrent", 1);
            answer.countDown();
            Await.get(first);
            Await.get(second);
            Await.get(penstock.close());
        }
    }

    @Test
    void limits_areShownConfiguredLearnedAndCooling() throws IOException {
        try (RawServer server = RawServer.answering(LIMITED)) {
            Penstock penstock = start(
                    server,
                    "upstreams.crm.rateLimit.perSecond",
                    "50",
                    "upstreams.crm.rateLimit.headroom",
                    "0",
                    "upstreams.crm.retry.enabled",
                    "false");
            Upstream crm = penstock.upstream("crm");
            assertThat(crm.limits().rate()).isEqualTo(new LimitsSnapshot.Rate(50, 50, null));
            assertThat(crm.limits().tokens()).isEqualTo(50.0);
            assertThat(crm.limits().quota()).isNull();
            assertThat(crm.limits().coolingFor()).isNull();
            assertThat(crm.limits().retryBudget()).isEqualTo(new LimitsSnapshot.RetryBudget(10, 0));

            Await.get(crm.get("/"));

            LimitsSnapshot limits = crm.limits();
            assertThat(limits.coolingFor()).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(60));
            assertThat(limits.tokens()).as("nothing may leave during a pause").isZero();
            assertThat(limits.quota())
                    .returns(100L, LimitsSnapshot.Quota::limit)
                    .returns(40L, LimitsSnapshot.Quota::left)
                    .matches(quota -> quota.resetsIn().compareTo(Duration.ofSeconds(60)) <= 0);
            JsonObject limiter = shown(penstock, "limiter");
            assertThat(limiter.fieldNames()).contains("perSecond", "burst", "tokens", "coolingForMs");
            assertThat(limiter.getJsonObject("quota").fieldNames())
                    .containsExactlyInAnyOrder("limit", "left", "resetInMs");
            assertThat(shown(penstock, "retryBudget"))
                    .isEqualTo(new JsonObject().put("limit", 10).put("used", 0));
            assertThat(shown(penstock, "breaker").fieldNames()).contains("state", "failures", "nextAttemptMs");
            assertThat(shown(penstock, "settings").getJsonObject("rateLimit").getValue("perSecond"))
                    .isNotNull();
            Await.get(penstock.close());
        }
    }

    private static Penstock start(RawServer server, String... settings) {
        PenstockOptions.Builder options =
                PenstockOptions.builder().port(0).adminPort(0).upstream("crm", server.url());
        for (int i = 0; i < settings.length; i += 2) {
            options.set(settings[i], settings[i + 1]);
        }
        return Await.get(Penstock.startServer(options.build()));
    }

    private static JsonObject shown(Penstock penstock, String part) {
        try {
            String body = RawClient.exchange(
                            penstock.adminPort(), "GET /admin/upstreams/crm HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    .text();
            return new JsonObject(body).getJsonObject(part);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
