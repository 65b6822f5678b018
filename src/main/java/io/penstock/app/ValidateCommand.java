package io.penstock.app;

import io.penstock.config.PenstockConfig;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code penstock validate}. */
@Command(
        name = "validate",
        description = "Check a configuration without serving it; every mistake is shown at once, exit code 2.")
final class ValidateCommand implements Runnable {

    private final Terminal terminal;

    @Mixin
    private ConfigOptions config = new ConfigOptions();

    ValidateCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void run() {
        PenstockConfig valid = config.load(terminal, Map.of());
        int upstreams = valid.upstreams().size();
        terminal.say(config.source(terminal) + ": valid, " + upstreams + (upstreams == 1 ? " upstream" : " upstreams"));
    }
}
