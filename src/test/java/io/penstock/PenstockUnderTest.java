package io.penstock;

import io.penstock.demo.DemoApi;
import io.penstock.demo.DemoOptions;
import io.penstock.testing.Await;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A Penstock for a test class, on free ports, with the upstream {@code demo}: the demo API on a Vert.x of its own. */
final class PenstockUnderTest implements AfterEachCallback, AfterAllCallback {

    private final Vertx demoVertx = Vertx.vertx();
    private final DemoApi demo = Await.get(DemoApi.start(demoVertx, DemoOptions.defaults()));
    private final Penstock penstock;

    PenstockUnderTest(String... settings) {
        PenstockOptions.Builder options =
                PenstockOptions.builder().port(0).adminPort(0).upstream("demo", demo.url());
        for (int i = 0; i < settings.length; i += 2) {
            options.set(settings[i], settings[i + 1]);
        }
        penstock = Await.get(Penstock.startServer(options.build()));
    }

    Penstock penstock() {
        return penstock;
    }

    Upstream upstream() {
        return penstock.upstream("demo");
    }

    DemoApi demo() {
        return demo;
    }

    /** Returns once the demo has no request in flight. */
    void awaitQuietDemo() {
        Await.until("no request in flight at the demo", () -> inFlight() == 0);
    }

    /** Returns once the demo has a request in flight. */
    void awaitBusyDemo() {
        Await.until("a request in flight at the demo", () -> inFlight() > 0);
    }

    private long inFlight() {
        return demo.stats().getLong("inFlight");
    }

    @Override
    public void afterEach(ExtensionContext context) {
        demo.clearFaults();
        demo.resetStats();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        Await.get(penstock.close());
        Await.get(demo.close());
        Await.get(demoVertx.close());
    }
}
