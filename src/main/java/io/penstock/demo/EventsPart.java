package io.penstock.demo;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/** Server-sent events, numbered from 1 or from the event after the {@code Last-Event-ID} that the caller saw. */
final class EventsPart implements Part {

    private static final long MAX_EVERY_MILLIS = 60_000;

    @Override
    public void addTo(Endpoints endpoints) {
        endpoints.on(
                HttpMethod.GET,
                "/events",
                "server-sent events: ?count=10 ends after as many, else endless; ?every=1000 milliseconds apart",
                context -> stream(endpoints.vertx(), context));
    }

    private static void stream(Vertx vertx, RoutingContext context) {
        long count = Parameters.query(context, "count", 1, Integer.MAX_VALUE, Long.MAX_VALUE);
        long every = Parameters.query(context, "every", 1, MAX_EVERY_MILLIS, 1_000);
        String seen = context.request().getHeader("Last-Event-ID");
        long last = seen == null ? 0 : Parameters.wholeNumber(seen, 0, Integer.MAX_VALUE);
        HttpServerResponse response = context.response();
        response.putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .setChunked(true);
        if (HttpMethod.HEAD.equals(context.request().method())) {
            response.end();
            return;
        }
        response.writeHead();
        Events events = new Events(response, last, count);
        long timer = vertx.setPeriodic(every, id -> events.next());
        context.addEndHandler(ended -> vertx.cancelTimer(timer));
    }

    /** The events of one caller. */
    private static final class Events {

        private final HttpServerResponse response;
        private long id;
        private long left;

        Events(HttpServerResponse response, long lastId, long count) {
            this.response = response;
            this.id = lastId;
            this.left = count;
        }

        void next() {
            // A caller that does not read misses its turn: nothing is kept for it.
            if (response.closed() || response.ended() || response.writeQueueFull()) {
                return;
            }
            id++;
            response.write("id: " + id + "\nevent: tick\ndata: {\"tick\":" + id + "}\n\n");
            if (--left == 0) {
                response.end();
            }
        }
    }
}
