package io.penstock.batching.combine;

import io.penstock.config.BatchConfig;
import io.penstock.config.BatchTemplate;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes one request of several, as a route's settings say. Immutable; any thread. */
final class Combiner {

    /** The most characters of a batch's body. */
    static final int LONGEST_BODY = 1024 * 1024;

    private final String basePath;
    private final RoutePattern route;
    private final HttpMethod method;
    private final Template target;
    private final @Nullable Template body;
    private final Template repeated;
    private final boolean takesTarget;
    private final boolean numbered;
    private final int own;
    private final List<Integer> common = new ArrayList<>();
    private final Set<String> ownQuery = new HashSet<>();
    private final String separator;
    private final int max;
    private final int longest;

    /**
     * That of a route.
     *
     * @param pattern the route's pattern, for which the settings have been found right
     * @param basePath what stands before the path of every target
     */
    Combiner(BatchConfig config, String pattern, String basePath) {
        BatchTemplate inBody = config.bodyTemplate();
        BatchTemplate elements = inBody == null ? config.targetTemplate() : inBody;
        this.basePath = basePath;
        this.route = new RoutePattern(pattern, basePath, config);
        this.method = HttpMethod.valueOf(config.method());
        this.target = new Template(config.targetTemplate(), false, route);
        this.body = inBody == null ? null : new Template(inBody, true, route);
        this.repeated = body == null ? target : body;
        this.takesTarget = elements.repeats(BatchTemplate.TARGET);
        this.numbered = elements.repeats(BatchTemplate.INDEX);
        this.own = route.names().stream()
                .filter(elements::repeats)
                .map(route::number)
                .findFirst()
                .orElse(-1);
        Set<String> written = new HashSet<>(config.targetTemplate().places());
        written.addAll(elements.places());
        for (String name : route.names()) {
            // Where the element holds the whole target, the rest of the path need not be the same.
            if (route.number(name) != own && (!takesTarget || written.contains(name))) {
                common.add(route.number(name));
            }
        }
        addNames(config.request(), ownQuery);
        String decoded = PercentText.decode(repeated.separator());
        this.separator = decoded == null ? repeated.separator() : decoded;
        this.max = config.max();
        this.longest = config.maxUrl();
    }

    /** Whether items are told apart by the number of their request in the batch, rather than by what it asks for. */
    boolean numbered() {
        return numbered;
    }

    /** What a request contributes; null where it must go by itself: it cannot be written into a batch, or would be taken amiss. */
    @Nullable
    Single read(String asked) {
        List<String> values = route.values(asked);
        if (values == null) {
            return null;
        }
        String query = route.query(asked);
        String below = asked.substring(basePath.length());
        String id = own < 0 ? below : values.get(own);
        if (own >= 0 && (!repeated.takes(own, id) || (body == null && id.contains(separator)))) {
            return null;
        }
        if (!takesTarget && namesOwnParameter(query)) {
            return null;
        }
        Single unweighed = new Single(id, alike(values, query), below, query, values, 0);
        int weight = repeated.weight(unweighed, max);
        Single single = new Single(id, unweighed.alike(), below, query, values, weight);
        return weight <= room(single) ? single : null;
    }

    private String alike(List<String> values, String query) {
        if (common.isEmpty()) {
            return takesTarget ? "" : query;
        }
        StringBuilder alike = new StringBuilder();
        for (int parameter : common) {
            PercentText.encode(values.get(parameter), alike);
            alike.append('/');
        }
        return takesTarget ? alike.toString() : alike.append(query).toString();
    }

    /** How many characters there are for the elements of a batch of requests like this one. */
    int room(Single single) {
        return body == null ? longest - basePath.length() - fixed(single) : LONGEST_BODY;
    }

    private int fixed(Single single) {
        // With one element more than without any: rather too much than too little.
        return target.fill(List.of(single)).length()
                - target.weight(single, 0)
                + single.query().length()
                + 1;
    }

    /**
     * The request that stands for several.
     *
     * @param singles alike, and no two that ask for the same
     */
    Combined combine(List<Single> singles) {
        StringBuilder text = new StringBuilder(basePath).append(target.fill(singles));
        String query = singles.get(0).query();
        if (!takesTarget && query.length() > 1) {
            text.append(text.indexOf("?") < 0 ? '?' : '&').append(query, 1, query.length());
        }
        Buffer bytes = body == null ? Buffer.buffer() : Buffer.buffer(body.fill(singles));
        return new Combined(method, text.toString(), bytes);
    }

    /**
     * Whether a query has a parameter of the batch's own: then whoever sends it could say what others are answered with.
     */
    private boolean namesOwnParameter(String query) {
        if (query.length() <= 1 || ownQuery.isEmpty()) {
            return false;
        }
        Set<String> names = new HashSet<>();
        addNames(query, names);
        return names.stream().anyMatch(ownQuery::contains);
    }

    private static void addNames(String text, Set<String> names) {
        int mark = text.indexOf('?');
        if (mark < 0) {
            return;
        }
        for (String pair : text.substring(mark + 1).split("&", -1)) {
            names.add(QueryParameter.name(pair).toLowerCase(Locale.ROOT));
        }
    }

    /**
     * A batch.
     *
     * @param target its path and query, the upstream's base path included
     * @param body its JSON body; empty where it has none
     */
    record Combined(HttpMethod method, String target, Buffer body) {}
}
