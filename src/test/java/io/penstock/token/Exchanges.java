package io.penstock.token;

import io.penstock.exchange.Exchange;
import io.penstock.exchange.RequestBody;
import io.penstock.exchange.RouteSettings;
import io.penstock.time.DeadlineWheel;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.util.concurrent.TimeUnit;

/** Calls as they reach the stage that signs them. */
final class Exchanges {

    private static final RouteSettings ROUTE =
            new RouteSettings("api", "*", 0, 0, 0, 0, TimeUnit.SECONDS.toNanos(5), 0, 0);

    private Exchanges() {}

    static Exchange get(DeadlineWheel wheel) {
        return get(wheel, "/things?page=2", RequestBody.none());
    }

    static Exchange get(DeadlineWheel wheel, String target, RequestBody body) {
        return new Exchange(ROUTE, wheel, HttpMethod.GET, target, HttpHeaders.headers(), body);
    }
}
