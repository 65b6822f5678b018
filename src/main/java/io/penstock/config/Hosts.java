package io.penstock.config;

import io.netty.util.NetUtil;
import java.net.InetAddress;

/** What can be said of an address to listen on without asking a name server. */
final class Hosts {
    private Hosts() {}

    /** Whether only this machine reaches the address; false for any name but localhost. */
    static boolean isLoopback(String host) {
        InetAddress literal = NetUtil.createInetAddressFromIpAddressString(host);
        return literal == null ? host.equalsIgnoreCase("localhost") : literal.isLoopbackAddress();
    }
}
