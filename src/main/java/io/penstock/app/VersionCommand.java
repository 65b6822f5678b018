package io.penstock.app;

import picocli.CommandLine.Command;

/** {@code penstock version}. */
@Command(name = "version", description = "Show the versions of Penstock and of what it runs on.")
final class VersionCommand implements Runnable {

    private final Terminal terminal;

    VersionCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void run() {
        terminal.say("penstock   " + Versions.penstock());
        terminal.say("java       " + Versions.java());
        terminal.say("vert.x     " + Versions.vertx());
        terminal.say("netty      " + Versions.netty());
        terminal.say("transport  " + Versions.transport());
    }
}
