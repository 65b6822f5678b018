package io.penstock.demo;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** A catalogue of items: one, several by their numbers, or a slice of the list. */
final class ItemsPart implements Part {

    private static final int MAX_LISTED = 1_000;

    private final int count;

    /** A catalogue of items numbered from 1 to {@code count}. */
    ItemsPart(int count) {
        this.count = count;
    }

    @Override
    public void addTo(Endpoints endpoints) {
        endpoints.on(
                HttpMethod.GET,
                "/items",
                "items: ?ids=1,2,3 gives these (unknown ones are left out), ?limit=20&offset=0 a slice of the list",
                this::list);
        endpoints.on(HttpMethod.GET, "/items/{id}", "one item, or a 404", this::one);
    }

    private void one(RoutingContext context) {
        long id = Parameters.wholeNumber(Endpoints.parameter(context), 0, Long.MAX_VALUE);
        if (!exists(id)) {
            Answers.error(context, 404, "item " + id + " does not exist (there are items 1 to " + count + ")");
            return;
        }
        Answers.json(context, 200, item(id));
    }

    private void list(RoutingContext context) {
        String ids = context.request().getParam("ids");
        if (ids != null) {
            Answers.json(context, 200, new JsonObject().put("data", byId(ids)));
            return;
        }
        long limit = Parameters.query(context, "limit", 1, MAX_LISTED, 20);
        long offset = Parameters.query(context, "offset", 0, Integer.MAX_VALUE, 0);
        JsonArray data = new JsonArray();
        for (long id = offset + 1; id <= Math.min(offset + limit, count); id++) {
            data.add(item(id));
        }
        Answers.json(
                context,
                200,
                new JsonObject()
                        .put("data", data)
                        .put("total", count)
                        .put("limit", limit)
                        .put("offset", offset));
    }

    private JsonArray byId(String ids) {
        String[] texts = ids.split(",", MAX_LISTED + 1);
        if (texts.length > MAX_LISTED) {
            throw Answers.badRequest("ids: more than " + MAX_LISTED + " (expected: at most " + MAX_LISTED + ")");
        }
        JsonArray data = new JsonArray();
        for (String text : texts) {
            long id = Parameters.wholeNumber(text, 0, Long.MAX_VALUE);
            if (exists(id)) {
                data.add(item(id));
            }
        }
        return data;
    }

    private boolean exists(long id) {
        return id >= 1 && id <= count;
    }

    private static JsonObject item(long id) {
        return new JsonObject()
                .put("id", id)
                .put("name", "Item " + id)
                .put("priceCents", 100 + id * 37 % 9_900)
                .put("inStock", id % 7 != 0);
    }
}
