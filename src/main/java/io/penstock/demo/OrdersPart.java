package io.penstock.demo;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;

/** Orders: what must not happen twice. */
final class OrdersPart implements Part {

    private final OrderBook book;

    OrdersPart(OrderBook book) {
        this.book = book;
    }

    @Override
    public void addTo(Endpoints endpoints) {
        endpoints.onJson(
                HttpMethod.POST,
                "/orders",
                "places an order; the same Idempotency-Key gives the same order, a second order for the same Order-Ref"
                        + " counts as a duplicate",
                this::place);
        endpoints.on(HttpMethod.GET, "/orders/{id}", "one order, or a 404", this::show);
    }

    private void place(RoutingContext context) {
        String key = context.request().getHeader("Idempotency-Key");
        String reference = context.request().getHeader("Order-Ref");
        OrderBook.Placed placed = book.place(key, reference, Parameters.json(context));
        Order order = placed.order();
        switch (placed.result()) {
            case CREATED -> {
                context.response().putHeader(HttpHeaders.LOCATION, "/orders/" + order.id());
                Answers.json(context, 201, order.toJson());
            }
            case REPLAYED -> {
                context.response().putHeader("Idempotent-Replay", "true");
                Answers.json(context, 200, order.toJson());
            }
            case KEY_REUSED ->
                Answers.error(context, 422, "Idempotency-Key: stands for order " + order.id() + " of other content");
        }
    }

    private void show(RoutingContext context) {
        long id = Parameters.wholeNumber(Endpoints.parameter(context), 0, Long.MAX_VALUE);
        Order order = book.find(id);
        if (order == null) {
            Answers.error(context, 404, "order " + id + " does not exist");
        } else {
            Answers.json(context, 200, order.toJson());
        }
    }
}
