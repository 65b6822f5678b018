package io.penstock.gateway;

import io.penstock.testing.RawConnection;
import io.penstock.testing.RawRequest;
import io.penstock.testing.RawServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * An upstream with a collection of the numbers from 0 that says in every way at once what comes next, and whose third page has
 * a fault until that is mended. Thread-safe.
 */
final class FaultyPages implements AutoCloseable {

    /** Items of the collection. */
    static final int ITEMS = 9;

    /** Items of a page. */
    static final int SIZE = 2;

    /** Where the faulty page begins. */
    static final int FAULTY = 2 * SIZE;

    /** What is wrong with a page. */
    enum Fault {
        NOT_FOUND,
        FORBIDDEN,
        FAILING,
        EMPTY,
        MALFORMED,
        NO_LIST,
        ENDED_WITHIN_AN_ITEM,
        CUT_OFF,
        CUT_OFF_IN_CHUNKS,
        RESET
    }

    private final RawServer server;
    private final Fault fault;
    private volatile boolean mended;

    FaultyPages(Fault fault) throws IOException {
        this.fault = fault;
        this.server = RawServer.start(this::serve);
    }

    String url() {
        return server.url();
    }

    /** From now on nothing is wrong with any page. */
    void mend() {
        mended = true;
    }

    /** How many times the faulty page was asked for. */
    long faultyCalls() {
        return server.requests().stream()
                .filter(request -> position(request) == FAULTY)
                .count();
    }

    private void serve(RawConnection connection) throws IOException {
        for (RawRequest request = connection.next(); request != null; request = connection.next()) {
            int from = position(request);
            if (from != FAULTY || mended) {
                connection.write(page(from));
            } else if (!misbehave(connection, page(from))) {
                return;
            }
        }
    }

    /** Whether the connection goes on. */
    private boolean misbehave(RawConnection connection, String page) throws IOException {
        switch (fault) {
            case NOT_FOUND -> connection.write(status("404 Not Found"));
            case FORBIDDEN -> connection.write(status("403 Forbidden"));
            case FAILING -> connection.write(status("500 Internal Server Error"));
            case EMPTY -> connection.write("HTTP/1.1 204 No Content\r\n\r\n");
            case MALFORMED -> connection.write(page.replace("5]", "5}"));
            case NO_LIST -> connection.write(page.replace("[4,5]", "\"4,5\""));
            case ENDED_WITHIN_AN_ITEM -> connection.write(json("{\"data\":[4,5", ""));
            case CUT_OFF -> {
                connection.write(page.substring(0, page.indexOf("5]") + 1));
                return false;
            }
            case CUT_OFF_IN_CHUNKS -> {
                connection.write(
                        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                                + "b\r\n{\"data\":[4,\r\n");
                return false;
            }
            case RESET -> {
                connection.write(page.substring(0, page.indexOf("5]") + 1));
                connection.reset();
                return false;
            }
        }
        return true;
    }

    /** The number of the first item that is asked for, in whichever style. */
    private static int position(RawRequest request) {
        String target = request.line().split(" ", 3)[1];
        JsonObject query = new JsonObject();
        if (target.contains("?")) {
            for (String pair : target.substring(target.indexOf('?') + 1).split("&", -1)) {
                query.put(pair.split("=", 2)[0], pair.split("=", 2)[1]);
            }
        }
        if (request.body().length() > 0) {
            query.mergeIn(request.body().toJsonObject());
        }
        int first = target.startsWith("/page0") ? 0 : 1;
        return query.containsKey("page")
                ? (Integer.parseInt(query.getString("page")) - first) * SIZE
                : Integer.parseInt(query.getString("cursor", "0"));
    }

    private static String page(int from) {
        int to = Math.min(from + SIZE, ITEMS);
        String list = IntStream.range(from, to).mapToObj(Integer::toString).collect(Collectors.joining(","));
        String next = to < ITEMS ? "\"" + to + "\"" : "null";
        return json(
                "{\"data\":[" + list + "],\"next\":" + next + ",\"more\":" + (to < ITEMS) + "}",
                "X-Total: " + ITEMS + "\r\n" + (to < ITEMS ? "X-Next: " + to + "\r\n" : ""));
    }

    private static String json(String body, String fields) {
        return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" + fields + "Content-Length: " + body.length()
                + "\r\n\r\n" + body;
    }

    private static String status(String line) {
        return "HTTP/1.1 " + line + "\r\nContent-Length: 2\r\n\r\n[]";
    }

    @Override
    public void close() {
        server.close();
    }
}
