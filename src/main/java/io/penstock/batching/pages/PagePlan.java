package io.penstock.batching.pages;

import io.penstock.config.PagesConfig;
import io.penstock.config.PagingStyle;
import io.penstock.config.UpstreamUrl;
import io.penstock.exchange.Answer;
import io.penstock.exchange.Exchange;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How a route's collections are walked, worked out once. Immutable; any thread. */
public final class PagePlan {

    private static final int NONE = -1;

    /** Fields by which a caller asks for a part of an answer, or for one under a condition. */
    private static final List<String> OF_ONE_ANSWER =
            List.of("range", "if-match", "if-modified-since", "if-none-match", "if-range", "if-unmodified-since");

    private final PagesConfig config;
    private final boolean configured;
    private final WantedPaths paths;
    private final PageStyle style;
    private final int next;
    private final int hasMore;
    private final int total;

    /**
     * The plan of a route.
     *
     * @param upstream where its links may lead; null where that is not known beforehand
     */
    public PagePlan(PagesConfig config, @Nullable UpstreamUrl upstream) {
        this(config, true, upstream);
    }

    private PagePlan(PagesConfig config, boolean configured, @Nullable UpstreamUrl upstream) {
        this.config = config;
        this.configured = configured;
        String items = config.items();
        this.paths = items == null ? WantedPaths.onlyList() : new WantedPaths(items);
        this.next = want(config.nextPath());
        this.hasMore = want(config.hasMorePath());
        this.total = want(config.totalPath());
        this.style = style(config, new NextLink(upstream));
    }

    /**
     * The plan of a route that says nothing of pages: lists in JSON whose heads have a {@code Link} to the next page are walked,
     * and everything else is passed on as it is.
     */
    public static PagePlan byLinks(@Nullable UpstreamUrl upstream) {
        return new PagePlan(PagesConfig.byLinks(), false, upstream);
    }

    private int want(@Nullable String path) {
        return path == null ? NONE : paths.want(path);
    }

    private static PageStyle style(PagesConfig config, NextLink links) {
        PageParameter parameter = new PageParameter(config.effectiveParameter(), config.inBody());
        String nextHeader = config.nextHeader();
        String key = config.keyPath();
        return switch (config.style()) {
            case LINK ->
                new FollowingStyle(
                        facts -> LinkField.find(facts.headers().getAll("link"), "next"),
                        (last, link) -> new PageRequest(links.resolve(last.target(), link), last.body()));
            case URL ->
                new FollowingStyle(
                        PageFacts::next,
                        (last, link) -> new PageRequest(links.resolve(last.target(), link), last.body()));
            case CURSOR ->
                new FollowingStyle(
                        nextHeader == null
                                ? PageFacts::next
                                : facts -> facts.headers().get(nextHeader),
                        parameter::set);
            case PAGE -> new CountingStyle(parameter, config.firstPage(), true, config.sizeParameter());
            case OFFSET -> new CountingStyle(parameter, 0, false, config.sizeParameter());
            case KEYSET -> new KeysetStyle(parameter, String.valueOf(key));
        };
    }

    PagesConfig config() {
        return config;
    }

    WantedPaths paths() {
        return paths;
    }

    PageStyle style() {
        return style;
    }

    /** Whether the last item of a page must be kept, since the next page depends on it. */
    boolean keepsLastItem() {
        return config.style() == PagingStyle.KEYSET;
    }

    /** Whether the route says how it is walked. Else an answer tells whether there are pages at all. */
    boolean configured() {
        return configured;
    }

    /** Whether a request is walked: a read, or a POST where the place of a page stands in the body. */
    boolean walks(Exchange exchange, WalkFormat format) {
        // Events are more likely a stream of the upstream's own.
        if (!configured && (format == WalkFormat.EVENTS || asksForOneAnswer(exchange))) {
            return false;
        }
        return config.inBody()
                ? HttpMethod.POST.equals(exchange.method())
                : HttpMethod.GET.equals(exchange.method()) && exchange.body().length() == 0;
    }

    /** One that goes on is a walk, whatever else it asks for. */
    private static boolean asksForOneAnswer(Exchange exchange) {
        return exchange.walkResumption() == null && OF_ONE_ANSWER.stream().anyMatch(exchange.headers()::contains);
    }

    /** What the upstream is asked for where a caller wants a walk. */
    String accept(String asked) {
        return configured ? WalkFormat.rest(asked) : asked + ", application/json;q=0.9";
    }

    /**
     * Whether an answer is a page, rather than something that the caller gets as it is.
     *
     * @param unsure whether it is not known yet that there are pages at all
     */
    boolean isPage(Answer answer, boolean unsure) {
        if (answer.status() != 200 && answer.status() != 203) {
            return false;
        }
        return !unsure || isLinkedList(answer.headers());
    }

    private static boolean isLinkedList(MultiMap fields) {
        String type = fields.get(HttpHeaders.CONTENT_TYPE);
        String media = type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return (media.equals("application/json") || media.endsWith("+json"))
                && LinkField.find(fields.getAll("link"), "next") != null;
    }

    /** The request for the first page of what was asked for. */
    PageRequest first(PageRequest asked) {
        String size = config.sizeParameter();
        return size == null || Query.get(asked.target(), size) != null
                ? asked
                : new PageRequest(Query.set(asked.target(), size, Integer.toString(config.size())), asked.body());
    }

    /** What a page said. */
    PageFacts facts(MultiMap headers, ItemScanner page, long items, long soFar, Buffer lastItem) {
        return new PageFacts(
                headers, value(page, next), flag(value(page, hasMore)), total(headers, page), items, soFar, lastItem);
    }

    private static @Nullable String value(ItemScanner page, int number) {
        return number == NONE ? null : page.value(number);
    }

    private static @Nullable Boolean flag(@Nullable String text) {
        return text == null ? null : (Boolean) (text.equalsIgnoreCase("true") || text.equals("1"));
    }

    private long total(MultiMap headers, ItemScanner page) {
        String field = config.totalHeader();
        String text = field == null ? value(page, total) : headers.get(field);
        return text != null && text.matches("[0-9]{1,15}") ? Long.parseLong(text) : -1;
    }
}
