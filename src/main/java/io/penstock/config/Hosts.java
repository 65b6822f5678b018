package io.penstock.config;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.Locale;

/** What can be said of a host without asking a name server. */
final class Hosts {
    private Hosts() {}

    /** Whether a host is the one that a pattern names, or is below the one behind its {@code *.}; any case. */
    static boolean matches(String pattern, String host) {
        String lower = pattern.toLowerCase(Locale.ROOT);
        return lower.startsWith("*.")
                ? host.length() > lower.length() - 1 && host.endsWith(lower.substring(1))
                : host.equals(lower);
    }

    /** Whether only this machine reaches the address; false for any name but localhost. */
    static boolean isLoopback(String host) {
        InetAddress literal = NetUtil.createInetAddressFromIpAddressString(host);
        return literal == null ? host.equalsIgnoreCase("localhost") : literal.isLoopbackAddress();
    }
}
