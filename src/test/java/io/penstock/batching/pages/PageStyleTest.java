package io.penstock.batching.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.error.NetworkException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PageStyleTest {

    private static final PageStyle CURSOR = new FollowingStyle(PageFacts::next, new PageParameter("c", false)::set);
    private static final PageStyle OFFSET = new CountingStyle(new PageParameter("offset", false), 0, false, "limit");
    private static final PageStyle PAGE = new CountingStyle(new PageParameter("page", false), 1, true, "limit");

    private static PageRequest request(String target) {
        return new PageRequest(target, Buffer.buffer());
    }

    private static PageFacts facts(@Nullable String next, @Nullable Boolean more, long total, long items, long soFar) {
        return new PageFacts(HttpHeaders.headers(), next, more, total, items, soFar, Buffer.buffer());
    }

    private static @Nullable String target(@Nullable PageRequest request) {
        return request == null ? null : request.target();
    }

    @Test
    void cursor_isCarriedOn() {
        assertThat(target(CURSOR.next(request("/a?x=1"), facts("a b&c", null, -1, 1, 1))))
                .isEqualTo("/a?x=1&c=a%20b%26c");
        assertThat(target(CURSOR.next(request("/a?c=old&x=1"), facts("new", true, -1, 0, 0))))
                .isEqualTo("/a?c=new&x=1");
    }

    @Test
    void cursor_thatIsAbsentEmptyOrSaidToBeTheLast_endsTheWalk() {
        assertThat(CURSOR.next(request("/a"), facts(null, null, -1, 1, 1))).isNull();
        assertThat(CURSOR.next(request("/a"), facts("", null, -1, 1, 1))).isNull();
        assertThat(CURSOR.next(request("/a"), facts("c", false, -1, 1, 1))).isNull();
    }

    @Test
    void cursor_thatIsAbsentThoughThereAreMore_isAnError() {
        assertThatThrownBy(() -> CURSOR.next(request("/a"), facts(null, true, -1, 1, 1)))
                .isInstanceOf(NetworkException.class)
                .hasMessage("a page that says there are more names no next one; expected a cursor or a URL");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "/a?limit=10, -, -1, 10, 10, /a?limit=10&offset=10",
                "/a?limit=10&offset=10, -, -1, 3, 13, /a?limit=10&offset=13",
                "/a?limit=10&offset=13, -, -1, 0, 13, -",
                "/a?limit=10&offset=10, -, 13, 3, 13, -",
                "/a?limit=10&offset=10, -, 13, 10, 20, /a?limit=10&offset=20",
                "/a?limit=1000, -, 500, 100, 100, /a?limit=1000&offset=100",
                "/a?limit=10, false, 99, 10, 10, -",
                "/a?limit=10, true, 5, 4, 9, /a?limit=10&offset=4",
            })
    void offset_growsByWhatCame(
            String asked, @Nullable Boolean more, long total, long items, long soFar, @Nullable String next) {
        assertThat(target(OFFSET.next(request(asked), facts(null, more, total, items, soFar))))
                .isEqualTo(next);
    }

    @Test
    void page_growsByOne() {
        assertThat(target(PAGE.next(request("/a"), facts(null, null, -1, 5, 5))))
                .isEqualTo("/a?page=2");
        assertThat(target(PAGE.next(request("/a?page=7"), facts(null, true, -1, 0, 0))))
                .isEqualTo("/a?page=8");
    }

    @Test
    void guess_staysWithinTheTotal() {
        PageFacts known = facts(null, null, 12, 5, 5);
        assertThat(target(PAGE.guess(request("/a?page=2"), known))).isEqualTo("/a?page=3");
        assertThat(PAGE.guess(request("/a?page=3"), known)).isNull();
        assertThat(target(OFFSET.guess(request("/a?offset=5"), known))).isEqualTo("/a?offset=10");
        assertThat(OFFSET.guess(request("/a?offset=10"), known)).isNull();
    }

    @Test
    void guess_ofAPageFarBeyondTheTotal_isNone() {
        PageFacts known = facts(null, null, 12, 10_000_000, 10_000_000);
        assertThat(PAGE.guess(request("/a?page=" + Integer.MAX_VALUE * 1_000L), known))
                .isNull();
    }

    @Test
    void number_thatIsNone_isAnError() {
        assertThatThrownBy(() -> PAGE.next(request("/a?page=x"), facts(null, null, -1, 5, 5)))
                .hasMessage("page is no number that a page can have; expected one from 0");
    }

    @Test
    void keyset_takesTheLastItemsKey() {
        PageStyle style = new KeysetStyle(new PageParameter("after", false), "meta.id");
        PageFacts facts = new PageFacts(
                HttpHeaders.headers(), null, null, -1, 2, 2, Buffer.buffer("{\"meta\":{\"id\":12345678901234567}}"));
        assertThat(target(style.next(request("/a"), facts))).isEqualTo("/a?after=12345678901234567");
        assertThatThrownBy(() -> style.next(request("/a"), facts(null, null, -1, 2, 2)))
                .hasMessage("the last item has no text or number at meta.id; expected the key");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1699999999.123456", "1699999999.12345678901234567", "0.1", "-5.50", "12345678901234567890123"})
    void keyset_ofNumbersWithManyDigits_keepsThemAll(String key) {
        PageStyle style = new KeysetStyle(new PageParameter("after", false), "at");
        PageFacts facts = new PageFacts(
                HttpHeaders.headers(), null, null, -1, 2, 2, Buffer.buffer("{\"x\":{\"at\":1},\"at\":" + key + "}"));
        assertThat(target(style.next(request("/a"), facts))).isEqualTo("/a?after=" + key);

        PageStyle inBody = new KeysetStyle(new PageParameter("after", true), "at");
        assertThat(Objects.requireNonNull(inBody.next(request("/a"), facts)).body())
                .hasToString("{\"after\":" + key + "}");
    }

    @Test
    void keyset_ofANumberThatIsNone_isAnError() {
        PageStyle style = new KeysetStyle(new PageParameter("after", false), "at");
        PageFacts facts =
                new PageFacts(HttpHeaders.headers(), null, null, -1, 1, 1, Buffer.buffer("{\"at\":1e99999999999}"));
        assertThatThrownBy(() -> style.next(request("/a"), facts))
                .hasMessage("the last item has no text or number at at; expected the key");
    }

    @Test
    void parameter_inTheBody_isSetAtItsPath() {
        PageParameter parameter = new PageParameter("page.cursor", true);
        PageRequest asked = new PageRequest("/search", Buffer.buffer("{\"query\":\"x\"}"));
        PageRequest next = parameter.set(asked, "abc");
        assertThat(next.body().toString()).isEqualTo("{\"query\":\"x\",\"page\":{\"cursor\":\"abc\"}}");
        assertThat(parameter.get(next)).isEqualTo("abc");
        assertThat(parameter.get(asked)).isNull();
    }

    @Test
    void query_setInPlaceOfSeveral_keepsTheRest() {
        assertThat(Query.set("/a?x=1&p=1&y=2&p=3", "p", "9")).isEqualTo("/a?x=1&p=9&y=2");
        assertThat(Query.set("/a?", "p[x]", "é")).isEqualTo("/a?p%5Bx%5D=%C3%A9");
        assertThat(Query.get("/a?p%5Bx%5D=1+2", "p[x]")).isEqualTo("1 2");
        assertThat(Query.get("/a?x=%zz", "x")).isNull();
        assertThat(Query.get("/a", "x")).isNull();
    }

    @Test
    void format_isWhatAcceptNamesFirst() {
        assertThat(WalkFormat.asked("application/json, application/x-ndjson;q=0.9"))
                .isEqualTo(WalkFormat.LINES);
        assertThat(WalkFormat.asked("application/json; stream=all")).isEqualTo(WalkFormat.LIST);
        assertThat(WalkFormat.asked("text/event-stream")).isEqualTo(WalkFormat.EVENTS);
        assertThat(WalkFormat.asked("application/json")).isNull();
        assertThat(WalkFormat.asked("text/html, application/xhtml+xml;q=0.9")).isNull();
        assertThat(WalkFormat.rest("application/x-ndjson, application/vnd.x+json"))
                .isEqualTo("application/vnd.x+json");
        assertThat(WalkFormat.rest("application/x-ndjson")).isEqualTo("application/json");
    }
}
