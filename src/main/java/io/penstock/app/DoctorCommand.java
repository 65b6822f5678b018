package io.penstock.app;

import io.penstock.admin.LogLevel;
import io.penstock.admin.LogLevels;
import io.penstock.config.PenstockConfig;
import io.penstock.config.UpstreamConfig;
import io.penstock.time.Ticker;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code penstock doctor}. */
@Command(
        name = "doctor",
        description =
                "Reach for every upstream step by step and ask for a token with every credential, and say in plain "
                        + "words what is wrong and what to do.",
        footer = {
            "%nA refresh token is not sent: that may spend it.",
            "%nExit code: 0 if all is fine, 1 if something failed, 2 if options or configuration are wrong."
        })
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
        CredentialExamination credentials = new CredentialExamination(config, terminal.environment(), vertx, steps);
        long failedCredentials = failed(config.credentials().keySet(), credentials::run);
        long failedUpstreams = failed(config.upstreams().keySet(), name -> isFine(config, name, vertx, steps));
        summarize("credential", failedCredentials, config.credentials().size());
        summarize("upstream", failedUpstreams, config.upstreams().size());
        return failedCredentials + failedUpstreams == 0 ? 0 : 1;
    }

    private boolean isFine(PenstockConfig config, String upstream, Vertx vertx, Steps steps) {
        UpstreamConfig settings = Objects.requireNonNull(config.upstreams().get(upstream));
        if (settings.urlFromCredential()) {
            steps.title(upstream + "  " + settings.url());
            steps.skip("name", "not known before a running gateway has a token");
            return true;
        }
        return new Examination(config, upstream, terminal.environment(), vertx, steps).run();
    }

    private static long failed(Set<String> names, Predicate<String> isFine) {
        return names.stream().filter(isFine.negate()).count();
    }

    private void summarize(String what, long failed, int all) {
        if (all == 0) {
            return;
        }
        String those = all == 1 ? what : what + "s";
        terminal.say(
                failed > 0
                        ? failed + " of " + all + " " + those + " failed."
                        : all == 1 ? "The " + what + " is fine." : "All " + all + " " + those + " are fine.");
    }
}
