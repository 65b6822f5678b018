package io.penstock.demo;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/** Records, one by one or many at once, in each of the ways in which APIs take several requests as one. */
final class RecordsPart implements Part {

    private static final int MOST_IDS = 100;
    private static final int MOST_REQUESTS = 20;
    private static final long LONGEST_DELAY_MILLIS = 60_000;
    private static final String ONE = "/records/";

    @Override
    public void addTo(Endpoints endpoints) {
        endpoints.on(
                HttpMethod.GET,
                "/records",
                "several records: ?ids=1,2,3 or ?id=1&id=2, at most 100 (else a 413); unknown and locked ones are left out;"
                        + " ?delay=20ms",
                context -> later(endpoints, context, () -> list(context)));
        endpoints.on(
                HttpMethod.GET,
                "/records/{id}",
                "one record of 1 to 99999, or a 404; from 90000 on they are locked: a 403; ?delay=20ms",
                context -> later(endpoints, context, () -> one(context)));
        endpoints.on(
                HttpMethod.GET,
                "/record-sets/{ids}",
                "several records by position: /record-sets/1;2;3, with null for unknown and locked ones",
                context -> later(endpoints, context, () -> byPosition(context)));
        endpoints.onJson(
                HttpMethod.POST,
                "/records/read",
                "several records by name: {\"ids\": [\"1\", \"2\"]}, at most 100 (else a 413)",
                context -> later(endpoints, context, () -> byName(context)));
        endpoints.onJson(
                HttpMethod.POST,
                "/batch",
                "an envelope: {\"requests\": [{\"id\": \"0\", \"method\": \"GET\", \"url\": \"/records/1\"}]}, at most 20"
                        + " (else a 400); each has its own status",
                context -> later(endpoints, context, () -> envelope(context)));
    }

    private static void later(Endpoints endpoints, RoutingContext context, Runnable answer) {
        long delay = Parameters.millis(context.request().getParam("delay"), 0, LONGEST_DELAY_MILLIS, 0);
        Runnable guarded = () -> {
            try {
                answer.run();
            } catch (RuntimeException e) {
                context.fail(e);
            }
        };
        if (delay == 0) {
            guarded.run();
        } else {
            long timer = endpoints.vertx().setTimer(delay, waited -> guarded.run());
            context.addEndHandler(ended -> endpoints.vertx().cancelTimer(timer));
        }
    }

    private static void one(RoutingContext context) {
        String id = Endpoints.parameter(context);
        int status = status(id);
        if (status == 200) {
            Answers.json(context, 200, record(id));
        } else {
            Answers.error(context, status, error(id, status));
        }
    }

    private static void list(RoutingContext context) {
        String joined = context.request().getParam("ids");
        List<String> ids = joined == null
                ? context.request().params().getAll("id")
                : Arrays.asList(joined.split(",", MOST_IDS + 1));
        if (tooMany(context, ids)) {
            return;
        }
        List<JsonObject> found = ids.stream()
                .filter(id -> status(id) == 200)
                .map(RecordsPart::record)
                .collect(Collectors.toList());
        // In an order of its own, as a data base gives them.
        Collections.reverse(found);
        Answers.json(context, 200, new JsonObject().put("data", new JsonArray(found)));
    }

    private static void byPosition(RoutingContext context) {
        List<String> ids = Arrays.asList(Endpoints.parameter(context).split(";", MOST_IDS + 1));
        if (tooMany(context, ids)) {
            return;
        }
        JsonArray found = new JsonArray();
        ids.forEach(id -> found.add(status(id) == 200 ? record(id) : null));
        Answers.json(context, 200, new JsonObject().put("data", found));
    }

    private static void byName(RoutingContext context) {
        JsonArray asked = Parameters.json(context).getJsonArray("ids", new JsonArray());
        List<String> ids = asked.stream().map(String::valueOf).toList();
        if (tooMany(context, ids)) {
            return;
        }
        JsonObject found = new JsonObject();
        ids.stream().filter(id -> status(id) == 200).forEach(id -> found.put(id, record(id)));
        Answers.json(context, 200, found);
    }

    private static boolean tooMany(RoutingContext context, List<String> ids) {
        if (ids.size() <= MOST_IDS) {
            return false;
        }
        Answers.error(context, 413, "more than " + MOST_IDS + " ids (expected: at most " + MOST_IDS + ")");
        return true;
    }

    private static void envelope(RoutingContext context) {
        JsonArray requests = Parameters.json(context).getJsonArray("requests", new JsonArray());
        if (requests.size() > MOST_REQUESTS) {
            throw Answers.badRequest(requests.size() + " requests (expected: at most " + MOST_REQUESTS + ")");
        }
        JsonArray responses = new JsonArray();
        for (int i = 0; i < requests.size(); i++) {
            JsonObject request = requests.getJsonObject(i);
            responses.add(response(request.getString("id"), request.getString("url", "")));
        }
        Answers.json(context, 200, new JsonObject().put("responses", responses));
    }

    private static JsonObject response(String number, String url) {
        String path = url.split("\\?", 2)[0];
        String id = path.startsWith(ONE) ? path.substring(ONE.length()) : "";
        int status = status(id);
        JsonObject headers =
                new JsonObject().put("Content-Type", "application/json").put("X-Record", id);
        JsonObject body = status == 200
                ? record(id)
                : new JsonObject().put("status", status).put("error", error(id, status));
        return new JsonObject()
                .put("id", number)
                .put("status", status)
                .put("headers", headers)
                .put("body", body);
    }

    private static int status(String id) {
        if (!id.matches("[1-9][0-9]{0,4}")) {
            return 404;
        }
        return Integer.parseInt(id) < 90_000 ? 200 : 403;
    }

    private static String error(String id, int status) {
        return "record " + id + (status == 403 ? " is locked" : " does not exist") + " (there are records 1 to 99999)";
    }

    private static JsonObject record(String id) {
        long number = Long.parseLong(id);
        return new JsonObject().put("id", number).put("name", "Record " + id).put("square", number * number);
    }
}
