package io.penstock.gateway;

import io.penstock.exchange.Exchange;
import io.penstock.gateway.inbound.PathMapping;
import io.penstock.resilience.fallback.Alternative;
import io.penstock.time.DeadlineWheel;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.List;

/**
 * An upstream that is asked in place of another one: for the same path below its own URL, by its own routes, but without
 * their fallbacks, so that two upstreams that name each other do not go on for ever. Confined to an event loop.
 */
final class OtherUpstream implements Alternative {

    /** Given to one upstream, these are no business of another's. */
    private static final List<CharSequence> CREDENTIALS =
            List.of(HttpHeaders.AUTHORIZATION, HttpHeaders.COOKIE, HttpHeaders.createOptimized("proxy-authorization"));

    private final UpstreamSpec spec;
    private final int replacedBase;
    private final PathMapping paths;
    private final RouteTable routes;
    private final DeadlineWheel wheel;

    /**
     * The upstream that stands in.
     *
     * @param replaced the upstream whose calls come here
     * @param routes its routes on this event loop, without fallbacks
     */
    OtherUpstream(UpstreamSpec spec, UpstreamSpec replaced, RouteTable routes, DeadlineWheel wheel) {
        this.spec = spec;
        this.replacedBase = replaced.basePath().length();
        this.paths = new PathMapping("/", spec.basePath());
        this.routes = routes;
        this.wheel = wheel;
    }

    @Override
    public String name() {
        return spec.name();
    }

    @Override
    public Call prepare(Exchange exchange) {
        String below = exchange.target().substring(replacedBase);
        Route route = routes.find(exchange.method().name(), below);
        MultiMap headers = HttpHeaders.headers().addAll(exchange.headers());
        CREDENTIALS.forEach(headers::remove);
        headers.set(HttpHeaders.HOST, spec.authority());
        return new Call(
                new Exchange(route.settings(), wheel, exchange.method(), paths.map(below), headers, exchange.body()),
                route.path());
    }
}
