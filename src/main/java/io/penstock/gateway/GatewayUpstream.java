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

    /** What of a caller's target is below the upstream, with its leading slash where it has one. */
    String below(String target) {
        String prefix = spec.prefix();
        return prefix.length() == 1 ? target : target.substring(prefix.length());
    }
}
