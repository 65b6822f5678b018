package io.penstock.batching.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.batching.JsonReader;
import io.penstock.error.NetworkException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ItemScannerTest {

    @Test
    void items_areHandedOnAsTheyStand() {
        ScannedPage page = ScannedPage.of(
                new WantedPaths("data"),
                "{\"a\":[1,{\"data\":[7]}],\"data\":[ {\"b\" : 1.50, \"a\":\"\\u00e9é\"} ,[1, 2],\"x\",null,-0.1E+9 ]}");
        assertThat(page.items)
                .containsExactly("{\"b\" : 1.50, \"a\":\"\\u00e9é\"}", "[1, 2]", "\"x\"", "null", "-0.1E+9");
    }

    @Test
    void items_atTheRoot() {
        assertThat(ScannedPage.of(new WantedPaths(""), " [1,\n[2]] ").items).containsExactly("1", "[2]");
        assertThat(ScannedPage.of(new WantedPaths(""), "[]").items).isEmpty();
    }

    @Test
    void items_deepDown() {
        String page = "{\"x\":{\"data\":[1]},\"result\":{\"page\":{\"data\":[2],\"y\":[]}},\"data\":[3]}";
        assertThat(ScannedPage.of(new WantedPaths("result.page.data"), page).items)
                .containsExactly("2");
    }

    @Test
    void items_notNamed_areThePageOrItsOnlyList() {
        assertThat(ScannedPage.of(WantedPaths.onlyList(), "[1,[2]]").items).containsExactly("1", "[2]");
        assertThat(ScannedPage.of(WantedPaths.onlyList(), "{\"a\":{\"b\":[9]},\"n\":null,\"c\":[1,[2]],\"d\":\"x\"}")
                        .items)
                .containsExactly("1", "[2]");
        assertThatThrownBy(() -> ScannedPage.of(WantedPaths.onlyList(), "{\"a\":[1],\"b\":[2]}"))
                .hasMessage("two lists in the page; expected one, or the items setting to name it");
        assertThatThrownBy(() -> ScannedPage.of(WantedPaths.onlyList(), "{\"a\":1}"))
                .hasMessage("nothing at the page; expected a list of items");
    }

    @Test
    void items_notNamed_besideAWantedValue() {
        WantedPaths paths = WantedPaths.onlyList();
        int next = paths.want("next");
        ScannedPage page = ScannedPage.of(paths, "{\"next\":\"c\",\"things\":[{\"next\":[7]}]}");
        assertThat(page.items).containsExactly("{\"next\":[7]}");
        assertThat(page.scanner.value(next)).isEqualTo("c");
    }

    @Test
    void items_splitAnywhere_areTheSame() {
        String text = "{\"a\":[0,\"\\u00e9\"],\"data\":[{\"x\" : -1.5e+3, \"y\":\"é€𝄞\\\"\"},true,[[],{}] , \"\",12]}";
        byte[] page = text.getBytes(StandardCharsets.UTF_8);
        List<String> items = ScannedPage.of(new WantedPaths("data"), text).items;
        assertThat(items).hasSize(5);
        for (int first = 0; first <= page.length; first++) {
            for (int second = first; second <= page.length; second++) {
                ScannedPage scanned = new ScannedPage(new WantedPaths("data"), 1_000);
                scanned.scanner.feed(page, 0, first);
                scanned.scanner.feed(page, first, second);
                scanned.scanner.feed(page, second, page.length);
                scanned.scanner.end();
                assertThat(scanned.items).isEqualTo(items);
            }
        }
    }

    @Test
    void items_null_areNone() {
        assertThat(ScannedPage.of(new WantedPaths("data"), "{\"data\":null}").items)
                .isEmpty();
    }

    @Test
    void values_besideTheItems() {
        WantedPaths paths = new WantedPaths("data");
        int cursor = paths.want("meta.next");
        int more = paths.want("meta.more");
        int total = paths.want("total");
        int absent = paths.want("meta.absent");
        ScannedPage page = ScannedPage.of(
                paths,
                "{\"total\":12345678901234567890,\"m\\u0065ta\":{\"other\":{\"next\":1},\"next\":\"a\\n\\u00e9é\",\"more\":true},"
                        + "\"data\":[{\"total\":1,\"meta\":{\"next\":2}}]}");
        assertThat(page.scanner.value(cursor)).isEqualTo("a\néé");
        assertThat(page.scanner.value(more)).isEqualTo("true");
        assertThat(page.scanner.value(total)).isEqualTo("12345678901234567890");
        assertThat(page.scanner.value(absent)).isNull();
        assertThat(page.scanner.sawAllValues()).isFalse();
        assertThat(page.items).hasSize(1);
    }

    @Test
    void values_null_isAbsentButSeen() {
        WantedPaths paths = new WantedPaths("data");
        int cursor = paths.want("next");
        ScannedPage page = ScannedPage.of(paths, "{\"data\":[],\"next\":null}");
        assertThat(page.scanner.value(cursor)).isNull();
        assertThat(page.scanner.sawAllValues()).isTrue();
    }

    @Test
    void lineBreaks_betweenTokens_areTold() {
        assertThat(ScannedPage.of(new WantedPaths(""), "[\n{\"a\":1}\n]").lineBreaks)
                .isFalse();
        assertThat(ScannedPage.of(new WantedPaths(""), "[{\n\"a\":1}]").lineBreaks)
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"data\":{}}                | data is an object; expected a list of items",
                "{\"data\":1}                 | data is a single value; expected a list of items",
                "{\"other\":[]}               | nothing at data; expected a list of items",
                "[]                           | the page is a list; expected an object",
                "{\"data\":[],\"next\":[1]}   | next is a list; expected a text, a number or a flag",
                "{\"data\":[1                 | the page ends after 10 bytes; expected the rest of its JSON",
                "{\"data\":[1,]}              | ']' at byte 11 of the page; expected a value",
                "{\"data\":[1 2]}             | '2' at byte 11 of the page; expected a comma or ]",
                "{\"data\":[01]}              | '1' at byte 10 of the page; expected a comma or ]",
                "{\"data\":[1.]}              | ']' at byte 11 of the page; expected a digit",
                "{\"data\":[trux]}            | 'x' at byte 12 of the page; expected true",
                "{\"data\":['a']}             | ''' at byte 9 of the page; expected a value",
                "{\"data\":[\"\\x\"]}         | 'x' at byte 11 of the page; expected one of \"\\/bfnrtu after a backslash",
                "{\"data\":[\"\\u00g0\"]}     | 'g' at byte 14 of the page; expected a hexadecimal digit",
                "{\"data\":[1]}}              | '}' at byte 12 of the page; expected the end of the page",
                "{data:[1]}                   | 'd' at byte 1 of the page; expected a name in quotes",
                "<html>                       | '<' at byte 0 of the page; expected a value",
            })
    void page_notAsExpected_isToldWithItsPlace(String page, String message) {
        WantedPaths paths = new WantedPaths("data");
        paths.want("next");
        assertThatThrownBy(() -> ScannedPage.of(paths, page.strip()))
                .isInstanceOf(NetworkException.class)
                .hasMessage(message.strip());
    }

    @Test
    void nesting_tooDeep_isRefused() {
        byte[] deep = new byte[JsonReader.MAX_DEPTH + 1];
        Arrays.fill(deep, (byte) '[');
        assertThatThrownBy(() -> ScannedPage.of(new WantedPaths(""), deep, 7))
                .hasMessage("more than 1000 nested values at byte 1000; expected fewer");
    }

    @Test
    void item_tooLarge_isRefusedBeforeItsEnd() {
        ScannedPage page = new ScannedPage(new WantedPaths(""), 1_000);
        byte[] digits = new byte[400];
        Arrays.fill(digits, (byte) '1');
        page.scanner.feed("[".getBytes(StandardCharsets.UTF_8), 0, 1);
        page.scanner.feed(digits, 0, 400);
        page.scanner.feed(digits, 0, 400);
        assertThatThrownBy(() -> page.scanner.feed(digits, 0, 400))
                .hasMessage("an item of more than 1000 bytes; expected at most that (maxItem)");
    }

    @Test
    void value_tooLarge_isRefusedBeforeItsEnd() {
        WantedPaths paths = new WantedPaths("data");
        paths.want("next");
        ScannedPage page = new ScannedPage(paths, 1_000);
        byte[] start = "{\"next\":\"".getBytes(StandardCharsets.UTF_8);
        page.scanner.feed(start, 0, start.length);
        byte[] letters = new byte[ItemScanner.MAX_VALUE];
        Arrays.fill(letters, (byte) 'x');
        assertThatThrownBy(() -> page.scanner.feed(letters, 0, letters.length))
                .hasMessage("a value beside the items of more than 8192 bytes; expected at most that");
    }

    @Test
    void number_ofAGigabyteBesideTheItems_endsThePageInFlatMemory() {
        ScannedPage page = new ScannedPage(new WantedPaths("data"), 1_000);
        byte[] start = "{\"n\":".getBytes(StandardCharsets.UTF_8);
        page.scanner.feed(start, 0, start.length);
        byte[] digits = new byte[1 << 20];
        Arrays.fill(digits, (byte) '7');
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 1_024; i++) {
                        page.scanner.feed(digits, 0, digits.length);
                    }
                })
                .hasMessageContaining("bytes that belong to no item; expected at most 67108864 in a page");
    }

    @Test
    void name_ofEscapesAlone_isKnown() {
        String name = "名".repeat(64);
        String escaped = "\\u540d".repeat(64);
        assertThat(ScannedPage.of(new WantedPaths(name), "{\"" + escaped + "0\":1,\"" + escaped + "\":[2]}").items)
                .containsExactly("2");
    }

    @Test
    void name_longerThanAnyWanted_isPassed() {
        String name = "data".repeat(1_000);
        assertThat(ScannedPage.of(new WantedPaths("data"), "{\"" + name + "\":[1],\"data\":[2]}").items)
                .containsExactly("2");
    }
}
