package io.penstock.gateway;

import io.penstock.gateway.inbound.PathMapping;

/**
 * One upstream as an event loop serves it.
 *
 * @param spec what is the same on every loop
 * @param paths turns callers' targets into its own
 * @param routes this loop's routes
 * @param head writes the heads of its answers
 */
record GatewayUpstream(UpstreamSpec spec, PathMapping paths, RouteTable routes, AnswerHead head) {

    /** The route of a request for a target that begins with the prefix of this upstream. */
    Route route(String method, String target) {
        String prefix = spec.prefix();
        return routes.find(method, target, prefix.length() == 1 ? 0 : prefix.length());
    }
}
