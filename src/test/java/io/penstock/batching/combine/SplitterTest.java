package io.penstock.batching.combine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SplitterTest {

    private static final String ROUTE = "GET /things/{id}";
    private static final String BY_KEY = "{ request: 'GET /things?ids={id,...}', items: data.list, key: meta.id }";
    private static final String BY_POSITION = "{ request: 'GET /things?ids={id,...}' }";
    private static final String ENVELOPE =
            "{ request: POST /batch, body: '{\"requests\":[{\"id\":\"{index}\",\"url\":\"{target}\"},...]}', items: responses,"
                    + " key: id, status: status, headers: headers, content: body }";

    private static List<String> split(String batch, String answer, String... ids) {
        Combiner combiner = new Combiner(Batches.of(ROUTE, batch), ROUTE, "");
        Splitter splitter = new Splitter(Batches.of(ROUTE, batch), combiner.numbered());
        String[] targets = Stream.of(ids).map(id -> "/things/" + id).toArray(String[]::new);
        return splitter
                .split(
                        answer.getBytes(StandardCharsets.UTF_8),
                        "application/json; charset=utf-8",
                        Batches.singles(combiner, targets))
                .stream()
                .map(SplitterTest::told)
                .toList();
    }

    private static String told(Part part) {
        return part instanceof Part.Item item
                ? item.status() + " " + new String(item.body(), StandardCharsets.UTF_8)
                : part.toString();
    }

    @Test
    void items_byKey_areTheirBytesInWhateverOrder() {
        String one = "{ \"x\" : 1.0e+1 ,\"meta\":{\"id\":\"a\\u0062\"}, \"t\":\"\\u00e9 \\\\\\\" ]}\" }";
        String two = "{\"meta\":{\"n\":{},\"id\":7},\"big\":12345678901234567890.10,\"x\":[[],{}]}";

        assertThat(split(BY_KEY, "{\"x\":[],\"data\":{\"list\":[ " + two + " , " + one + " ]},\"y\":0}", "ab", "7"))
                .containsExactly("200 " + one, "200 " + two);
    }

    @Test
    void itemThatIsNotThere_isMissing() {
        assertThat(split(BY_KEY, "{\"data\":{\"list\":[{\"meta\":{\"id\":\"1\"}}]}}", "1", "2"))
                .containsExactly("200 {\"meta\":{\"id\":\"1\"}}", "MISSING");
        assertThat(split(BY_KEY, "{\"data\":{\"list\":[]}}", "1")).containsExactly("MISSING");
        assertThat(split(BY_KEY, "{\"data\":{\"list\":null}}", "1")).containsExactly("MISSING");
    }

    @Test
    void itemThatNobodyAskedFor_leavesTheMissingOnesUncertain() {
        assertThat(split(
                        BY_KEY,
                        "{\"data\":{\"list\":[{\"meta\":{\"id\":\"1\"}},{\"meta\":{\"id\":\"X\"}}]}}",
                        "1",
                        "x"))
                .containsExactly("200 {\"meta\":{\"id\":\"1\"}}", "UNCERTAIN");
    }

    @ParameterizedTest
    @CsvSource({"AB, ab", "007, 7", "Ä, ä"})
    void idThatTheUpstreamMayTakeForAnother_isUncertain(String id, String other) {
        assertThat(split(BY_POSITION, "{\"" + other + "\":1}", encoded(id), encoded(other), "z"))
                .containsExactly("UNCERTAIN", "200 1", "MISSING");
    }

    private static String encoded(String id) {
        return URLEncoder.encode(id, StandardCharsets.UTF_8);
    }

    @Test
    void keyThatComesTwice_isUncertain() {
        assertThat(split(BY_KEY, "{\"data\":{\"list\":[{\"meta\":{\"id\":1}},{\"meta\":{\"id\":1}}]}}", "1"))
                .containsExactly("UNCERTAIN");
    }

    @Test
    void items_byPosition_takeNullForMissing() {
        assertThat(split(BY_POSITION, "[ 1 ,null, \"x\"]", "a", "b", "c"))
                .containsExactly("200 1", "MISSING", "200 \"x\"");
        assertThatThrownBy(() -> split(BY_POSITION, "[1]", "a", "b"))
                .hasMessage("1 items at the answer; expected 2, one for each id");
    }

    @Test
    void items_byName_areMembersOfAnObject() {
        assertThat(split(BY_POSITION, "{\"b\" : {\"v\":[1, 2]} , \"\\u0061\":1}", "a", "b", "c"))
                .containsExactly("200 1", "200 {\"v\":[1, 2]}", "MISSING");
    }

    @Test
    void envelope_hasStatusesFieldsAndBodiesOfItsOwn() {
        String answer =
                "{\"responses\":[{\"id\":\"1\",\"status\":403,\"headers\":{\"X-A\":\"b\",\"Content-Length\":\"9\"},"
                        + "\"body\":{\"no\":1}},{\"id\":\"0\",\"status\":\"204\"}]}";

        assertThat(split(ENVELOPE, answer, "x", "y", "z")).containsExactly("204 ", "403 {\"no\":1}", "MISSING");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "a status that is none      | {\"id\":\"0\",\"status\":99}",
                "a status that is no number | {\"id\":\"0\",\"status\":{}}",
                "fields that are no object  | {\"id\":\"0\",\"headers\":[1]}",
                "a field that is no name    | {\"id\":\"0\",\"headers\":{\"a b\":\"1\"}}",
                "a field with a line break  | {\"id\":\"0\",\"headers\":{\"a\":\"1\\r\\nb: 2\"}}",
                "a body that is no JSON     | {\"id\":\"0\",\"headers\":{\"Content-Type\":\"image/png\"},\"body\":\"iVBOR\"}"
            })
    void responseThatCannotBeHandedOn_isUncertain(String name, String response) {
        assertThat(split(ENVELOPE, "{\"responses\":[" + response + "]}", "x"))
                .as(name)
                .containsExactly("UNCERTAIN");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "<html>                 | '<' at byte 0 of the answer; expected a value",
                "{\"data\":{\"list\":[1 | the answer ends after 18 bytes; expected the rest of its JSON",
                "{\"data\":[]}          | nothing at data.list; expected a list or an object of items",
                "{\"data\":{\"list\":1}} | a single value at data.list; expected a list or an object of items",
                "[1,2]                  | nothing at data.list; expected a list or an object of items"
            })
    void answerThatIsNotWhatTheSettingsSay_isRefused(String answer, String message) {
        assertThatThrownBy(() -> split(BY_KEY, answer, "1"))
                .isInstanceOf(UnsplittableException.class)
                .hasMessage(message);
    }
}
