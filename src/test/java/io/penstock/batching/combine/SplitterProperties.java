package io.penstock.batching.combine;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.BatchConfig;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever stands in items, and in whichever order they come: each request gets exactly the bytes of its own. */
class SplitterProperties {

    private static final String ROUTE = "GET /things/{id}";
    private static final BatchConfig CONFIG =
            Batches.of(ROUTE, "{ request: 'GET /things?ids={id,...}', items: data, key: id }");
    private static final Combiner COMBINER = new Combiner(CONFIG, ROUTE, "");
    private static final Splitter SPLITTER = new Splitter(CONFIG, false);

    @Property
    void anyItems_inAnyOrder_areHandedOnAsTheyStand(
            @ForAll("values") List<String> values, @ForAll Random random, @ForAll("spaces") String space) {
        List<String> items = new ArrayList<>();
        List<Single> singles = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            singles.addAll(Batches.singles(COMBINER, "/things/" + i));
            String key = i % 2 == 0 ? Integer.toString(i) : "\"" + i + "\"";
            items.add("{" + space + "\"v\":" + values.get(i) + ",\"id\"" + space + ":" + key + "}");
        }
        List<String> shuffled = new ArrayList<>(items);
        Collections.shuffle(shuffled, random);
        String answer = "{\"data\":[" + space + String.join(space + "," + space, shuffled) + "]}";

        List<Part> parts = SPLITTER.split(answer.getBytes(StandardCharsets.UTF_8), null, singles);

        assertThat(parts).hasSameSizeAs(items);
        for (int i = 0; i < items.size(); i++) {
            assertThat(parts.get(i)).isInstanceOf(Part.Item.class);
            assertThat(new String(((Part.Item) parts.get(i)).body(), StandardCharsets.UTF_8))
                    .isEqualTo(items.get(i));
        }
    }

    @Property
    void anyBytes_areSplitOrRefused(@ForAll("fragments") List<String> fragments) {
        byte[] answer = String.join("", fragments).getBytes(StandardCharsets.UTF_8);
        List<Single> singles = Batches.singles(COMBINER, "/things/1", "/things/2");
        try {
            assertThat(SPLITTER.split(answer, null, singles)).hasSize(2);
        } catch (UnsplittableException expected) {
            assertThat(expected.detail()).contains("expected");
        }
    }

    @Provide
    Arbitrary<List<String>> values() {
        Arbitrary<String> leaves = Arbitraries.of(
                "0",
                "-1.50e-7",
                "123456789012345678901234567890",
                "true",
                "null",
                "\"\"",
                "\"\\u00e9\\n\\\\\"",
                "\"é ☃ ]},{[\"",
                "\"\\\"id\\\":1\"");
        Arbitrary<String> containers = leaves.list()
                .ofMaxSize(3)
                .map(inner -> "[" + String.join(" ,", inner) + "]")
                .flatMap(list ->
                        Arbitraries.of(list, "{\"id\":" + list + ",\"data\":[{}]}", "{ }", "[[[" + list + "]]]"));
        return Arbitraries.oneOf(leaves, containers).list().ofMaxSize(20);
    }

    @Provide
    Arbitrary<String> spaces() {
        return Arbitraries.of("", " ", "\r\n\t");
    }

    @Provide
    Arbitrary<List<String>> fragments() {
        return Arbitraries.of("{", "}", "[", "]", "\"data\"", "\"id\"", ":", ",", "1", "\"2\"", "\"", "\\", "null", " ")
                .list()
                .ofMaxSize(30)
                .map(list -> {
                    List<String> begun = new ArrayList<>(List.of("{\"data\":["));
                    begun.addAll(list);
                    return begun;
                });
    }
}
