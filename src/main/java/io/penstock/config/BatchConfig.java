package io.penstock.config;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How single requests of a route are combined into one, and how its answer is split. */
public record BatchConfig(
        @Setting(
                value =
                        "Request that stands for several: its ids as {id,...} in path or query, or as id={id}&... at the end of the query, or in the body.",
                pattern = "(GET|POST) /\\S*",
                expected = "GET or POST, a space and a path, such as GET /contacts?ids={id,...}",
                example = "GET /contacts?ids={id,...}")
        String request,

        @Setting(
                value =
                        "Where the single requests are told apart by a parameter of their query: that parameter, whose value is a place as those of the route's pattern are.",
                pattern = "[^\\s?&#={}]+=\\{[A-Za-z][A-Za-z0-9_]*}",
                expected = "a parameter and a place, such as id={id}",
                example = "id={id}")
        @Nullable
        String query,

        @Setting(
                value =
                        "Its JSON body, for POST: the first item of the list that ends in ,...] is repeated, with {id}, {target} (path and query) or {index} (from 0) in it.",
                example = "'{\"ids\":[\"{id}\",...]}'")
        @Nullable
        String body,

        @Setting(
                value =
                        "Where the items stand in the answer: a list, or an object with a member for each id; the answer itself where absent.",
                pattern = PagesConfig.PATH,
                expected = PagesConfig.PATH_IN_WORDS,
                example = "data")
        @Nullable
        String items,

        @Setting(
                value =
                        "Where an item of a list holds its id, or its {index} where the element has that place; where absent the order of the ids counts.",
                pattern = PagesConfig.PATH,
                expected = PagesConfig.PATH_IN_WORDS,
                example = "id")
        @Nullable
        String key,

        @Setting(
                value = "Where an item holds its status; 200 where absent.",
                pattern = PagesConfig.PATH,
                expected = PagesConfig.PATH_IN_WORDS,
                example = "status")
        @Nullable
        String status,

        @Setting(
                value = "Where an item holds its header fields, an object; none where absent.",
                pattern = PagesConfig.PATH,
                expected = PagesConfig.PATH_IN_WORDS,
                example = "headers")
        @Nullable
        String headers,

        @Setting(
                value = "Where an item holds what its caller gets; the item itself where absent.",
                pattern = PagesConfig.PATH,
                expected = PagesConfig.PATH_IN_WORDS,
                example = "body")
        @Nullable
        String content,

        @Setting(
                value =
                        "What requests are gathered by: while-in-flight (until the batch before them is back, and not at all where none is on its way) or window (by time).",
                byDefault = "while-in-flight")
        BatchMode mode,

        @Setting(
                value =
                        "For mode window: time for which the first request waits for others, which ends with a tick of 10 ms: it may last up to 10 ms longer.",
                byDefault = "5ms",
                min = "1ms",
                max = "1s")
        Duration window,

        @Setting(value = "Most ids of a batch.", byDefault = "100", min = "2", max = "1000")
        int max,

        @Setting(
                value = "Longest path and query of a batch, in characters.",
                byDefault = "4096",
                min = "256",
                max = "65536")
        int maxUrl,

        @Setting(value = "Largest answer to a batch.", byDefault = "16MiB", min = "64KiB", max = "256MiB")
        DataSize maxAnswer,

        @Setting(
                value =
                        "Request fields that cannot select an answer, so that requests may differ in them, beside traceparent, X-Request-Id, Priority, Accept-Encoding and Penstock-….",
                byDefault = "[]",
                pattern = "[A-Za-z0-9!#$%&'*+.^_`|~-]+",
                expected = "a field name: letters, digits and !#$%&'*+.^_`|~-")
        List<String> ignore,

        @Setting(
                value =
                        "Time for which a refused batch is remembered: requests go by themselves, or in smaller batches.",
                byDefault = "1m",
                min = "0s",
                max = "1d")
        Duration pause) {

    /** Refuses a request that could not stand for several. */
    public BatchConfig {
        ignore = List.copyOf(ignore);
        boolean posts = request.startsWith("POST");
        new Checks()
                .expect(
                        posts == (body != null),
                        "body",
                        body == null ? "nothing" : body,
                        posts ? "the JSON body of the request" : "nothing for " + request,
                        "request")
                .done();
        Checks checks = new Checks();
        String flaw = targetFlaw(target(request), body == null);
        checks.expect(flaw == null, "request", request, String.valueOf(flaw), "body");
        if (body != null) {
            String bodyFlaw = bodyFlaw(body);
            checks.expect(bodyFlaw == null, "body", body, String.valueOf(bodyFlaw));
        }
        checks.done();
    }

    /** The path and query of a batch, with the places in them. */
    public BatchTemplate targetTemplate() {
        return BatchTemplate.ofTarget(target(request));
    }

    /** The body of a batch, with the places in it; null where it has none. */
    public @Nullable BatchTemplate bodyTemplate() {
        return body == null ? null : BatchTemplate.ofBody(body);
    }

    /** The parameter of their query by which single requests are told apart; null for none. */
    public @Nullable String queryParameter() {
        return query == null ? null : query.substring(0, query.indexOf('='));
    }

    /** The place that the value of {@link #queryParameter} has; null for none. */
    public @Nullable String queryPlace() {
        return query == null ? null : query.substring(query.indexOf('{') + 1, query.length() - 1);
    }

    /** The method of a batch. */
    public String method() {
        return request.substring(0, request.indexOf(' '));
    }

    /** What is wrong with a batch for the requests of a pattern; null where nothing is. */
    @Nullable
    String flawFor(String match) {
        if (!match.startsWith("GET ")) {
            return "nothing for " + match + ": only GET is batched";
        }
        Set<String> known = RouteMatch.parameters(match);
        String inQuery = queryPlace();
        if (inQuery != null && !known.add(inQuery)) {
            return "another place than {" + inQuery + "} in the query, since " + match + " has that in its path";
        }
        Set<String> wanted = new HashSet<>(targetTemplate().places());
        BatchTemplate inBody = bodyTemplate();
        BatchTemplate repeated = inBody == null ? targetTemplate() : inBody;
        if (inBody != null) {
            Set<String> inElements = new HashSet<>(inBody.places());
            inElements.removeAll(Set.of(BatchTemplate.INDEX, BatchTemplate.TARGET));
            wanted.addAll(inElements);
        }
        wanted.removeAll(known);
        if (!wanted.isEmpty()) {
            return "no place but those of " + among(match) + ", and not {"
                    + wanted.iterator().next() + "}";
        }
        long own = known.stream().filter(repeated::repeats).count();
        if (repeated.repeats(BatchTemplate.TARGET)) {
            return own == 0 ? null : "{target} or a place of " + among(match) + " in the element, not both";
        } else if (own != 1) {
            return "one place of " + among(match) + " in the element that is repeated";
        }
        return match.endsWith("**") ? "{target} in the element for a pattern that ends in **" : null;
    }

    private String among(String match) {
        return query == null ? match : match + "?" + query;
    }

    private static @Nullable String targetFlaw(String target, boolean repeats) {
        if (UpstreamUrl.hasDotSegment(target.replace("...", ""))) {
            return "a path without the segments . and ..";
        }
        try {
            BatchTemplate template = BatchTemplate.ofTarget(target);
            if (template.repeats() == repeats) {
                return null;
            }
            return repeats
                    ? "the ids in it, such as {id,...}, or id={id}&... at the end"
                    : "no ids in it, since they stand in the body";
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
    }

    private static @Nullable String bodyFlaw(String body) {
        try {
            Json.decodeValue(BatchTemplate.ofBody(body).sample());
            return null;
        } catch (DecodeException e) {
            return "JSON, with a number or a text in each place";
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
    }

    private static String target(String request) {
        return request.substring(Math.max(0, request.indexOf('/')));
    }
}
