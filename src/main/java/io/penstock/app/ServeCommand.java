package io.penstock.app;

import io.penstock.config.PenstockConfig;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code penstock serve}. */
@Command(
        name = "serve",
        description =
                "Run the gateway until SIGTERM or SIGINT (Ctrl-C); calls in flight then have server.drain to end.",
        footer = {
            "%nOne upstream needs no file: UPSTREAM_URL=https://api.example.com penstock serve",
            "%nExit code: 0 after an orderly stop, 1 if it could not start or failed, 2 if options or configuration are "
                    + "wrong, 130 or 143 if calls in flight were cut."
        })
final class ServeCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);

    private final Terminal terminal;

    @Mixin
    private ConfigOptions sources = new ConfigOptions();

    @Mixin
    private PortOptions ports = new PortOptions();

    @Mixin
    private DebugOption debug = new DebugOption();

    ServeCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        debug.apply(terminal);
        PenstockConfig config = sources.load(terminal, ports.settings());
        Assembly assembly = Lifetime.started(Assembly.start(config, terminal.environment()));
        Shutdown shutdown = Lifetime.stoppedBySignals(
                assembly.vertx(), assembly::close, config.server().drain());
        LOG.info("{}", Optimizations.describe(config));
        Addresses.print(terminal, config, assembly);
        return shutdown.await();
    }
}
