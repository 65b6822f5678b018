package io.penstock.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.RawClient;
import io.penstock.testing.RawResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CollectionsPartTest {

    private static final String SIZE = "?count=25&limit=10";
    private static final int MOST_PAGES = 10;

    @RegisterExtension
    static final RunningDemo DEMO = new RunningDemo();

    @ParameterizedTest
    @ValueSource(strings = {"link", "url", "cursor", "header", "more", "page", "page0", "offset", "keyset"})
    void collection_walkedByItsStyle_hasEachItemOnce(String style) throws IOException {
        List<Integer> ids = new ArrayList<>();
        String target = "/collections/" + style + SIZE;
        for (int page = 0; target != null; page++) {
            assertThat(page).as("pages").isLessThan(MOST_PAGES);
            RawResponse answer = DEMO.get(target);
            List<Integer> found = ids(items(answer));
            ids.addAll(found);
            target = next(style, answer, page, found);
        }

        assertThat(ids).isEqualTo(IntStream.rangeClosed(1, 25).boxed().toList());
    }

    @Test
    void cursor_mayStandInTheBody() throws IOException {
        RawResponse first = DEMO.post("/collections/cursor" + SIZE, new JsonObject());
        RawResponse second = DEMO.post(
                "/collections/cursor" + SIZE,
                new JsonObject().put("cursor", meta(first).getString("next")));

        assertThat(ids(items(second))).startsWith(11).hasSize(10);
    }

    @Test
    void link_isAbsolute_andKeepsWhatElseWasAskedFor() throws IOException {
        RawResponse answer = DEMO.get("/collections/link?limit=10&count=25&colour=blue");

        assertThat(answer.field("Link"))
                .startsWith("<http://test/collections/link?")
                .contains("colour=blue&", "at=10>; rel=\"next\"");
    }

    @Test
    void total_thatLies_isToldAsAskedFor() throws IOException {
        RawResponse answer = DEMO.get("/collections/offset?count=25&total=7");

        assertThat(meta(answer).getInteger("total")).isEqualTo(7);
        assertThat(items(answer)).hasSize(25);
    }

    @Test
    void endless_hasANextPageWherever() throws IOException {
        RawResponse answer = DEMO.get("/collections/keyset?endless=true&limit=2&after=999999");

        assertThat(ids(items(answer))).containsExactly(1_000_000, 1_000_001);
        assertThat(DEMO.get("/collections/link?endless=true&at=1000000").field("Link"))
                .isNotNull();
    }

    @Test
    void repeat_comesBackToTheSecondPage() throws IOException {
        RawResponse third = DEMO.get("/collections/url?count=100&limit=10&repeat=3&at=20");

        assertThat(meta(third).getString("next")).endsWith("&at=10");
    }

    @Test
    void gzip_isUsedWhereItIsAskedForAndUnderstood() throws IOException {
        String target = "/collections/link" + SIZE;
        String request = "GET " + target + "&gzip=true HTTP/1.1\r\nHost: test\r\nAccept-Encoding: gzip\r\n\r\n";
        RawResponse answer = RawClient.exchange(DEMO.api().port(), request);

        assertThat(answer.field("Content-Encoding")).isEqualTo("gzip");
        assertThat(new GZIPInputStream(new ByteArrayInputStream(answer.body().getBytes())).readAllBytes())
                .isEqualTo(DEMO.get(target).body().getBytes());
        assertThat(DEMO.get(target + "&gzip=true").field("Content-Encoding")).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nothing | nothing: expected one of link, url, cursor, header, more, page, page0, offset, keyset",
                "cursor?cursor=nonsense | nonsense: expected a cursor that a page gave",
                "cursor?cursor=!! | !!: expected a cursor that a page gave",
                "page?page=0 | 0: expected a whole number from 1",
                "link?limit=10001 | 10001: expected a whole number from 1 to 10000"
            })
    void request_thatIsWrong_isToldWhatWasExpected(String target, String text) throws IOException {
        RawResponse answer = DEMO.get("/collections/" + target);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).contains(text);
    }

    /** The request of the next page, as a client of the style makes it; null where there is none. */
    private static @Nullable String next(String style, RawResponse answer, int page, List<Integer> found) {
        String path = "/collections/" + style + SIZE;
        boolean last = found.size() < 10;
        return switch (style) {
            case "link" -> linked(answer.field("Link"));
            case "url" -> meta(answer).getString("next");
            case "cursor" -> with(path + "&cursor=", meta(answer).getString("next"));
            case "header" -> with(path + "&cursor=", answer.field("X-Next-Cursor"));
            case "more" ->
                meta(answer).getBoolean("more")
                        ? path + "&cursor=" + meta(answer).getString("next")
                        : null;
            case "page" -> 10 * (page + 1) < total(answer) ? path + "&page=" + (page + 2) : null;
            case "page0" -> 10 * (page + 1) < total(answer) ? path + "&page=" + (page + 1) : null;
            case "offset" -> 10 * (page + 1) < total(answer) ? path + "&offset=" + 10 * (page + 1) : null;
            default -> last ? null : path + "&after=" + found.get(found.size() - 1);
        };
    }

    private static @Nullable String linked(@Nullable String link) {
        return link == null ? null : link.substring(link.indexOf("/collections"), link.indexOf('>'));
    }

    private static @Nullable String with(String target, @Nullable String cursor) {
        return cursor == null ? null : target + cursor;
    }

    private static int total(RawResponse answer) {
        return meta(answer).getInteger("total");
    }

    private static JsonObject meta(RawResponse answer) {
        return answer.body().toJsonObject().getJsonObject("meta");
    }

    private static JsonArray items(RawResponse answer) {
        String text = answer.text();
        return text.startsWith("[") ? new JsonArray(text) : new JsonObject(text).getJsonArray("data");
    }

    private static List<Integer> ids(JsonArray items) {
        return items.stream().map(each -> ((JsonObject) each).getInteger("id")).toList();
    }
}
