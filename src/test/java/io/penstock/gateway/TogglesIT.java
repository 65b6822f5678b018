package io.penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.config.FeaturesConfig;
import io.penstock.metrics.MicrometerMetrics;
import io.penstock.testing.Await;
import io.penstock.testing.RawClient;
import io.penstock.testing.RawConnection;
import io.penstock.testing.RawRequest;
import io.penstock.testing.RawResponse;
import io.penstock.testing.RawServer;
import io.penstock.testing.TestGateway;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Each toggle alone, switched off in the environment: the same calls get the same answers, and what the upstream sees tells that
 * this optimization is gone and no other.
 */
class TogglesIT {

    /** What is lost with each toggle. */
    static final Map<String, Set<Effect>> LOST = Map.of(
            "connectionManagement", Set.of(Effect.POOLED),
            "tokenManagement", Set.of(Effect.SIGNED),
            "resourceOptimization",
                    Set.of(Effect.COALESCED, Effect.BATCHED, Effect.WALKED, Effect.COMPRESSED, Effect.GUARDED),
            "coalescing", Set.of(Effect.COALESCED),
            "batching", Set.of(Effect.BATCHED),
            "incrementalLoading", Set.of(Effect.WALKED),
            "compression", Set.of(Effect.COMPRESSED),
            "memoryOptimization", Set.of(Effect.GUARDED),
            "resilience", Set.of(Effect.RETRIED));

    static final List<Map.Entry<String, Set<Effect>>> TOGGLES = List.copyOf(LOST.entrySet());

    private static final int CALLS = 8;
    private static final String LARGE = "{\"text\":\"" + "penstock ".repeat(1_000) + "\"}";
    private static final String FAILURE = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 5\r\n\r\nlater";
    private static final String FIRST_PAGE = "[{\"id\":1}]";

    private final CountDownLatch held = new CountDownLatch(1);
    private final AtomicBoolean failed = new AtomicBoolean();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private RawServer upstream;
    private TestGateway gateway;

    /** What an optimization does. */
    enum Effect {
        POOLED,
        SIGNED,
        COALESCED,
        BATCHED,
        WALKED,
        COMPRESSED,
        GUARDED,
        RETRIED
    }

    @BeforeEach
    void start() throws IOException {
        upstream = RawServer.start(this::serve);
        gateway = gateway(Map.of());
    }

    @AfterEach
    void close() {
        gateway.close();
        upstream.close();
    }

    @Test
    void nothing_off_hasAllEffects() throws IOException {
        assertThat(effects()).isEqualTo(EnumSet.allOf(Effect.class));
    }

    @ParameterizedTest
    @FieldSource("TOGGLES")
    void toggle_off_losesItsEffectAlone(Map.Entry<String, Set<Effect>> toggle) throws IOException {
        restart(Map.of(variable(toggle.getKey()), "false"));

        Set<Effect> lost = EnumSet.complementOf(EnumSet.copyOf(effects()));

        assertThat(lost).isEqualTo(toggle.getValue());
    }

    @Test
    void all_off_stillAnswers() throws IOException {
        restart(LOST.keySet().stream().collect(Collectors.toMap(TogglesIT::variable, each -> "false")));

        assertThat(effects()).isEmpty();
    }

    @Test
    void everyToggle_isLookedAt() {
        assertThat(LOST.keySet())
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(FeaturesConfig.class.getRecordComponents())
                        .map(component -> component.getName())
                        .toList());
    }

    private static String variable(String toggle) {
        return "ENABLE_" + toggle.replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT);
    }

    private void restart(Map<String, String> environment) throws IOException {
        gateway.close();
        gateway = gateway(environment);
    }

    private TestGateway gateway(Map<String, String> environment) throws IOException {
        return TestGateway.configured("""
                credentials:
                  key: { type: bearer, token: t1 }
                upstreams:
                  api:
                    url: %s
                    credential: key
                    retry: { baseDelay: 1ms }
                    routes:
                      - match: GET /records/{id}
                        batch: { request: "GET /records?ids={id,...}", key: id, mode: window, window: 1s, max: 2 }
                """.formatted(upstream.url()), new MicrometerMetrics(registry), 1, environment);
    }

    /** Makes calls of all kinds, checks each answer, and tells what shows of the optimizations. */
    private Set<Effect> effects() throws IOException {
        Set<Effect> effects = EnumSet.noneOf(Effect.class);
        add(effects, Effect.POOLED, pooled());
        add(
                effects,
                Effect.SIGNED,
                "Bearer t1".equals(upstream.requests().get(0).field("Authorization")));
        add(effects, Effect.COALESCED, coalesced());
        add(effects, Effect.BATCHED, batched());
        add(effects, Effect.WALKED, walked());
        add(effects, Effect.COMPRESSED, compressed());
        add(effects, Effect.RETRIED, retried());
        add(effects, Effect.GUARDED, gateway.gateway().memory() != null);
        return effects;
    }

    private static void add(Set<Effect> effects, Effect effect, boolean shows) {
        if (shows) {
            effects.add(effect);
        }
    }

    private boolean pooled() throws IOException {
        int before = upstream.connections();
        for (int i = 0; i < CALLS; i++) {
            assertThat(call("/plain", "").text()).isEqualTo("plain");
        }
        assertThat(asked("/plain")).isEqualTo(CALLS);
        return upstream.connections() - before < CALLS;
    }

    private boolean coalesced() throws IOException {
        try (RawClient first = gateway.connect();
                RawClient second = gateway.connect()) {
            first.send(RawClient.get("/api/held"));
            second.send(RawClient.get("/api/held"));
            Await.until("both calls are on their way", () -> asked("/held") + joined() == 2);
            held.countDown();
            assertThat(first.receive().text()).isEqualTo("held");
            assertThat(second.receive().text()).isEqualTo("held");
        }
        return asked("/held") == 1;
    }

    private boolean batched() throws IOException {
        try (RawClient first = gateway.connect();
                RawClient second = gateway.connect()) {
            first.send(RawClient.get("/api/records/1"));
            second.send(RawClient.get("/api/records/2"));
            assertThat(first.receive().text()).isEqualTo("{\"id\":1}");
            assertThat(second.receive().text()).isEqualTo("{\"id\":2}");
        }
        return asked("/records") == 1;
    }

    private boolean walked() throws IOException {
        RawResponse answer = call("/pages", "Accept: application/x-ndjson\r\n");
        boolean walked = asked("/pages") == 2;
        assertThat(answer.text()).isEqualTo(walked ? "{\"id\":1}\n{\"id\":2}\n" : FIRST_PAGE);
        return walked;
    }

    private boolean compressed() throws IOException {
        RawResponse answer = call("/large", "Accept-Encoding: gzip\r\n");
        byte[] body = answer.body().getBytes();
        boolean compressed = "gzip".equals(answer.field("Content-Encoding"));
        if (compressed) {
            body = new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes();
        }
        assertThat(body).asString().isEqualTo(LARGE);
        return compressed;
    }

    private boolean retried() throws IOException {
        RawResponse answer = call("/fails-once", "");
        boolean retried = asked("/fails-once") == 2;
        assertThat(answer.text()).isEqualTo(retried ? "done" : "later");
        assertThat(answer.status()).isEqualTo(retried ? 200 : 503);
        return retried;
    }

    private RawResponse call(String path, String fields) throws IOException {
        RawResponse answer =
                RawClient.exchange(gateway.port(), "GET /api" + path + " HTTP/1.1\r\nHost: test\r\n" + fields + "\r\n");
        assertThat(answer.status()).as(path).isIn(200, 503);
        return answer;
    }

    /** How many requests the upstream got whose path begins so. */
    private long asked(String path) {
        return upstream.requests().stream()
                .filter(request -> request.line().startsWith("GET " + path))
                .count();
    }

    /** How many calls wait for another's answer. */
    private long joined() {
        Counter joined = registry.find("penstock.coalescing.joined").counter();
        return joined == null ? 0 : (long) joined.count();
    }

    private void serve(RawConnection connection) throws IOException, InterruptedException {
        for (RawRequest request = connection.next(); request != null; request = connection.next()) {
            connection.write(answer(request.line().split(" ", 3)[1]));
        }
    }

    private String answer(String target) throws InterruptedException {
        if (target.startsWith("/records/")) {
            return json("", item(target.substring("/records/".length())));
        }
        if (target.startsWith("/records?ids=")) {
            return json(
                    "",
                    Stream.of(target.substring("/records?ids=".length()).split(",", -1))
                            .map(TogglesIT::item)
                            .collect(Collectors.joining(",", "[", "]")));
        }
        switch (target) {
            case "/held" -> held.await();
            case "/pages" -> {
                return json("Link: </pages?at=2>; rel=\"next\"\r\n", FIRST_PAGE);
            }
            case "/pages?at=2" -> {
                return json("", "[{\"id\":2}]");
            }
            case "/large" -> {
                return json("", LARGE);
            }
            case "/fails-once" -> {
                return failed.getAndSet(true) ? RawServer.ok("done") : FAILURE;
            }
            default -> {}
        }
        return RawServer.ok(target.substring(1));
    }

    private static String item(String id) {
        return "{\"id\":" + id + "}";
    }

    private static String json(String fields, String body) {
        return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" + fields + "Content-Length: " + body.length()
                + "\r\n\r\n" + body;
    }
}
