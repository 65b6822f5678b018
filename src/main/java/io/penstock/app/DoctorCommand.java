package io.penstock.app;

import io.penstock.admin.LogLevel;
import io.penstock.admin.LogLevels;
import io.penstock.config.PenstockConfig;
import io.penstock.time.Ticker;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code penstock doctor}. */
@Command(
        name = "doctor",
        description = "Reach for every upstream step by step, and say in plain words what is wrong and what to do.",
        footer = "%nExit code: 0 if all is fine, 1 if an upstream failed, 2 if options or configuration are wrong.")
final class DoctorCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Mixin
    private ConfigOptions sources = new ConfigOptions();

    @Mixin
    private DebugOption debug = new DebugOption();

    DoctorCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        PenstockConfig config = sources.load(terminal, Map.of());
        // Of what the pools say, the examination tells what matters; unless somebody wants to see it all.
        new LogLevels().set(LogLevels.select("pool"), LogLevel.OFF);
        debug.apply(terminal);
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));
        try {
            return examine(config, vertx);
        } finally {
            vertx.close();
        }
    }

    private int examine(PenstockConfig config, Vertx vertx) {
        Steps steps = new Steps(terminal, Ticker.system());
        int failed = 0;
        for (String name : config.upstreams().keySet()) {
            if (!new Examination(config, name, terminal.environment(), vertx, steps).run()) {
                failed++;
            }
        }
        int all = config.upstreams().size();
        terminal.say(
                failed == 0
                        ? (all == 1 ? "The upstream is fine." : "All " + all + " upstreams are fine.")
                        : failed + " of " + all + (all == 1 ? " upstream" : " upstreams") + " failed.");
        return failed == 0 ? 0 : 1;
    }
}
