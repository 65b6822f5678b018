package io.penstock.app;

import io.penstock.config.PenstockConfig;

/** The addresses of a running Penstock, for people to copy. */
final class Addresses {

    private Addresses() {}

    /** The port that callers use, without a slash at its end. */
    static String gateway(PenstockConfig config, Assembly assembly) {
        String scheme = config.server().tls() == null ? "http" : "https";
        return url(scheme, config.server().host(), assembly.gateway().port());
    }

    /** The management port; to be asked where it is open. */
    static String admin(PenstockConfig config, Assembly assembly) {
        return url("http", config.admin().host(), assembly.adminPort());
    }

    /** Prints all of them: the two ports, and for each upstream where callers reach it and where that goes. */
    static void print(Terminal terminal, PenstockConfig config, Assembly assembly) {
        terminal.say("Penstock " + Versions.penstock());
        String gateway = gateway(config, assembly);
        terminal.say("  gateway     " + gateway);
        terminal.say("  management  " + (config.admin().enabled() ? admin(config, assembly) : "switched off"));
        config.upstreams()
                .forEach((name, upstream) -> terminal.say("  upstream    " + name + ": " + gateway
                        + upstream.effectivePath(name) + " -> " + upstream.url()));
    }

    private static String url(String scheme, String host, int port) {
        return scheme + "://" + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
