package io.penstock.gateway.inbound;

import io.penstock.config.ServerConfig;

/**
 * How large a request head may be.
 *
 * @param requestLine the longest request line in bytes, its line end not counted
 * @param fields the most bytes of all field lines together, their line ends counted
 * @param fieldCount the most field lines
 */
record HeadLimits(int requestLine, int fields, int fieldCount) {

    static HeadLimits of(ServerConfig config) {
        return new HeadLimits(
                Math.toIntExact(config.maxRequestLine().bytes()),
                Math.toIntExact(config.maxHead().bytes()),
                config.maxHeaders());
    }
}
