package io.penstock.app;

import io.penstock.config.ConfigLoader;
import io.penstock.config.ConfigSources;
import io.penstock.config.PenstockConfig;
import io.penstock.demo.DemoApi;
import io.penstock.demo.DemoOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code penstock demo}. */
@Command(
        name = "demo",
        description = "Run the gateway in front of an embedded demo API; needs no network and no configuration.")
final class DemoCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Mixin
    private PortOptions ports = new PortOptions();

    @Option(names = "--demo-port", paramLabel = "N", description = "Port of the demo API; 0 takes a free one.")
    private int demoPort = 8081;

    @Mixin
    private DebugOption debug = new DebugOption();

    DemoCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        debug.apply(terminal);
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));
        try {
            DemoApi demo = Lifetime.started(startDemo(vertx));
            PenstockConfig config = configuration(demo.url());
            Assembly assembly = Lifetime.started(Assembly.start(config, terminal.environment()));
            Shutdown shutdown = Lifetime.stoppedBySignals(
                    assembly.vertx(),
                    () -> assembly.close().eventually(demo::close),
                    config.server().drain());
            greet(config, assembly);
            return shutdown.await();
        } finally {
            vertx.close();
        }
    }

    private Future<DemoApi> startDemo(Vertx vertx) {
        DemoOptions options = demoOptions();
        return DemoApi.start(vertx, options)
                .recover(failure ->
                        Future.failedFuture(Listening.explain(failure, options.host(), options.port(), "--demo-port")));
    }

    private DemoOptions demoOptions() {
        try {
            return DemoOptions.defaults().withPort(demoPort);
        } catch (IllegalArgumentException e) {
            throw CommandFailedException.usage("--demo-port: " + e.getMessage());
        }
    }

    private PenstockConfig configuration(String demoUrl) {
        Map<String, String> options = new LinkedHashMap<>(ports.settings());
        options.put("upstreams.demo.url", demoUrl);
        options.put("upstreams.demo.credential", "demo");
        // Who brings a token of his own, to see what the demo makes of it, is let.
        options.put("upstreams.demo.onCallerAuthorization", "pass");
        options.put("credentials.demo.type", "oauth2");
        options.put("credentials.demo.tokenUrl", demoUrl + "/oauth/token");
        options.put("credentials.demo.clientId", DemoApi.CLIENT_ID);
        options.put("credentials.demo.clientSecret", DemoApi.CLIENT_SECRET);
        options.put("credentials.demo.eager", "false");
        Map<String, String> environment = new LinkedHashMap<>(terminal.environment());
        // The demo is to work without a network, and to look the same for everyone.
        environment.remove("UPSTREAM_URL");
        return ConfigLoader.load(
                        ConfigSources.none().withEnvironment(environment).withOptions(options))
                .orThrow();
    }

    private void greet(PenstockConfig config, Assembly assembly) {
        String gateway = Addresses.gateway(config, assembly);
        Addresses.print(terminal, config, assembly);
        terminal.say("");
        terminal.say("Try:");
        terminal.say("  curl -i " + gateway + "/demo/items/1");
        terminal.say("  curl -i " + gateway + "/demo/secure/report");
        terminal.say("  curl -N '" + gateway + "/demo/events?count=5&every=500'");
        terminal.say("  curl -N -H 'Accept: application/x-ndjson' " + gateway + "/demo/collections/link");
        if (config.admin().enabled()) {
            terminal.say("  curl " + Addresses.admin(config, assembly) + "/admin/upstreams/demo");
            terminal.say("  curl " + Addresses.admin(config, assembly) + "/admin/credentials");
        }
        terminal.say("");
        terminal.say("All that the demo API offers: " + gateway + "/demo/. Ctrl-C ends it.");
    }
}
