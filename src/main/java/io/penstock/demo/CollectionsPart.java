package io.penstock.demo;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Collections of any size in every paging style, and the ways in which they go wrong: slow pages, no end, totals that lie, cursors that
 * repeat.
 */
final class CollectionsPart implements Part {

    private static final String PATH = "/collections/";

    /** What cursors begin with, before they are covered. */
    private static final String PLACE = "place:";

    private static final long MOST_ITEMS = 1_000_000_000_000L;
    private static final int MOST_IN_A_PAGE = 10_000;
    private static final long LONGEST_DELAY_MILLIS = 60_000;
    private static final Buffer FILLER = Buffer.buffer("\",\"text\":\"" + "penstock ".repeat(6) + "\"}");

    /** How a page leads to the next, and the parameter that carries it. */
    private enum Style {
        LINK("at"),
        URL("at"),
        CURSOR("cursor"),
        HEADER("cursor"),
        MORE("cursor"),
        PAGE("page"),
        PAGE0("page"),
        OFFSET("offset"),
        KEYSET("after");

        private final String parameter;

        Style(String parameter) {
            this.parameter = parameter;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Style of(String word) {
            return Arrays.stream(values())
                    .filter(style -> style.word().equals(word))
                    .findFirst()
                    .orElseThrow(() -> Answers.badRequest(word + ": expected one of " + words()));
        }

        static String words() {
            return Arrays.stream(values()).map(Style::word).collect(Collectors.joining(", "));
        }
    }

    @Override
    public void addTo(Endpoints endpoints) {
        endpoints.on(
                HttpMethod.GET,
                PATH + "{style}",
                "a page of a collection, by " + Style.words()
                        + ": ?count=1000&limit=100; ?delay=50ms a page, ?endless=true, ?gzip=true where that is accepted, ?total=7"
                        + " lies, ?repeat=3 comes back to the second page after the third",
                context -> {
                    Style style = Style.of(Endpoints.parameter(context));
                    answer(endpoints, context, style, context.request().getParam(style.parameter));
                });
        endpoints.onJson(
                HttpMethod.POST,
                PATH + "{style}",
                "the same for style cursor, which stands in the body: {\"cursor\": \"…\"}",
                context -> answer(
                        endpoints,
                        context,
                        Style.CURSOR,
                        Parameters.json(context).getString("cursor")));
    }

    private static void answer(Endpoints endpoints, RoutingContext context, Style style, @Nullable String place) {
        long limit = Parameters.query(context, "limit", 1, MOST_IN_A_PAGE, 100);
        boolean endless = "true".equals(context.request().getParam("endless"));
        long count = endless ? MOST_ITEMS : Parameters.query(context, "count", 0, MOST_ITEMS, 1_000);
        long from = Math.min(count, first(style, place, limit));
        long to = Math.min(count, from + limit);
        long repeat = Parameters.query(context, "repeat", 0, MOST_ITEMS, 0);
        long next = repeat > 0 && to >= repeat * limit ? limit : to;
        Page page = new Page(style, context, from, to, next < count ? next : -1);
        page.total = Parameters.query(context, "total", 0, MOST_ITEMS, count);
        long delay = Parameters.millis(context.request().getParam("delay"), 0, LONGEST_DELAY_MILLIS, 0);
        if (delay == 0) {
            page.send();
        } else {
            endpoints.vertx().setTimer(delay, waited -> page.send());
        }
    }

    private static long first(Style style, @Nullable String place, long limit) {
        if (place == null) {
            return 0;
        }
        return switch (style) {
            case LINK, URL, OFFSET, KEYSET -> Parameters.wholeNumber(place, 0, MOST_ITEMS);
            case PAGE -> (Parameters.wholeNumber(place, 1, MOST_ITEMS) - 1) * limit;
            case PAGE0 -> Parameters.wholeNumber(place, 0, MOST_ITEMS) * limit;
            case CURSOR, HEADER, MORE -> uncovered(place);
        };
    }

    private static String cursor(long place) {
        return Base64.getUrlEncoder().encodeToString((PLACE + place).getBytes(StandardCharsets.US_ASCII));
    }

    private static long uncovered(String cursor) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII);
            if (text.startsWith(PLACE)) {
                return Parameters.wholeNumber(text.substring(PLACE.length()), 0, MOST_ITEMS);
            }
        } catch (IllegalArgumentException e) {
            // Answered below, as one that holds something else is.
        }
        throw Answers.badRequest(cursor + ": expected a cursor that a page gave");
    }

    /** One page; {@code next} is where the one after it begins, negative where it is the last. */
    private static final class Page {

        private final Style style;
        private final RoutingContext context;
        private final long from;
        private final long to;
        private final long next;
        private long total;

        Page(Style style, RoutingContext context, long from, long to, long next) {
            this.style = style;
            this.context = context;
            this.from = from;
            this.to = to;
            this.next = next;
        }

        void send() {
            if (context.response().ended() || context.response().closed()) {
                return;
            }
            context.response().putHeader(HttpHeaders.CONTENT_TYPE, Answers.JSON);
            Buffer body = Buffer.buffer((int) (to - from) * 100 + 256);
            switch (style) {
                case LINK -> {
                    if (next >= 0) {
                        context.response().putHeader("Link", "<" + url(true) + ">; rel=\"next\"");
                    }
                    items(body);
                }
                case URL -> wrapped(body, new JsonObject().put("next", next < 0 ? null : url(false)));
                case CURSOR -> wrapped(body, new JsonObject().put("next", next < 0 ? null : cursor(next)));
                case HEADER -> {
                    if (next >= 0) {
                        context.response().putHeader("X-Next-Cursor", cursor(next));
                    }
                    wrapped(body, new JsonObject());
                }
                case MORE ->
                    wrapped(body, new JsonObject().put("more", next >= 0).put("next", cursor(to)));
                case PAGE, PAGE0, OFFSET -> wrapped(body, new JsonObject().put("total", total));
                case KEYSET -> wrapped(body, new JsonObject());
            }
            String accepted = context.request().getHeader(HttpHeaders.ACCEPT_ENCODING);
            if ("true".equals(context.request().getParam("gzip")) && accepted != null && accepted.contains("gzip")) {
                context.response()
                        .putHeader(HttpHeaders.CONTENT_ENCODING, "gzip")
                        .end(Buffer.buffer(ShapesPart.gzip(body.getBytes())));
            } else {
                context.response().end(body);
            }
        }

        private void wrapped(Buffer body, JsonObject meta) {
            body.appendString("{\"data\":");
            items(body);
            body.appendString(",\"meta\":").appendBuffer(meta.toBuffer()).appendString("}");
        }

        private void items(Buffer body) {
            body.appendByte((byte) '[');
            for (long id = from + 1; id <= to; id++) {
                if (id > from + 1) {
                    body.appendByte((byte) ',');
                }
                body.appendString("{\"id\":" + id + ",\"name\":\"Item " + id).appendBuffer(FILLER);
            }
            body.appendByte((byte) ']');
        }

        /** The URL of the next page, with all else that was asked for. */
        private String url(boolean absolute) {
            String query = context.request().params().entries().stream()
                    .filter(entry -> !entry.getKey().equals(style.parameter))
                    .map(entry -> entry.getKey() + "=" + entry.getValue() + "&")
                    .collect(Collectors.joining());
            String target = PATH + style.word() + "?" + query + style.parameter + "=" + next;
            return absolute
                    ? context.request().scheme() + "://" + context.request().authority() + target
                    : target;
        }
    }
}
