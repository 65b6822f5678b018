package io.penstock.batching.combine;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.BatchConfig;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
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
            assertIs(parts.get(i), 200, items.get(i));
        }
    }

    @Property
    void anyItems_byPosition_areHandedOnAsTheyStand(
            @ForAll("values") List<String> values, @ForAll("spaces") String space) {
        List<Part> parts = split(
                "{ request: 'GET /things?ids={id,...}', items: data }",
                values.size(),
                "{\"data\":[" + space + String.join(space + "," + space, values) + space + "]}");

        assertThat(parts).hasSameSizeAs(values);
        for (int i = 0; i < values.size(); i++) {
            assertIs(parts.get(i), 200, values.get(i));
        }
    }

    @Property
    void anyItems_byName_areHandedOnAsTheyStand(
            @ForAll("values") List<String> values, @ForAll Random random, @ForAll("spaces") String space) {
        List<String> members = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            String name = i % 2 == 0 ? "\"" + i + "\"" : escaped(i);
            members.add(name + space + ":" + space + values.get(i));
        }
        Collections.shuffle(members, random);

        List<Part> parts = split(
                "{ request: 'GET /things?ids={id,...}', items: data }",
                values.size(),
                "{\"data\":{" + space + String.join(space + "," + space, members) + space + "}}");

        assertThat(parts).hasSameSizeAs(values);
        for (int i = 0; i < values.size(); i++) {
            assertIs(parts.get(i), 200, values.get(i));
        }
    }

    @Property
    void anyItems_byIndex_areHandedOnAsTheyStand(@ForAll("values") List<String> values, @ForAll Random random) {
        List<String> items = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            items.add("{\"v\":" + values.get(i) + ",\"meta\":{\"nr\":" + i + "}}");
        }
        List<String> shuffled = new ArrayList<>(items);
        Collections.shuffle(shuffled, random);

        List<Part> parts = split(
                "{ request: POST /things, body: '[{\"id\":\"{id}\",\"nr\":{index}},...]', key: meta.nr }",
                values.size(),
                "[" + String.join(",", shuffled) + "]");

        assertThat(parts).hasSameSizeAs(values);
        for (int i = 0; i < values.size(); i++) {
            assertIs(parts.get(i), 200, items.get(i));
        }
    }

    @Property
    void anyResponses_inAnEnvelope_areHandedOnAsTheyStand(
            @ForAll("values") List<String> values, @ForAll Random random, @ForAll("spaces") String space) {
        List<String> responses = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            responses.add("{\"body\"" + space + ":" + space + values.get(i) + space + ",\"id\":" + escaped(i)
                    + ",\"status\":" + status(i) + ",\"headers\":{\"X-Nr\":\"" + i + "\"}}");
        }
        Collections.shuffle(responses, random);

        List<Part> parts = split(
                "{ request: POST /batch, body: '[{\"id\":\"{index}\",\"url\":\"{target}\"},...]', items: responses, key: id,"
                        + " status: status, headers: headers, content: body }",
                values.size(),
                "{\"responses\":[" + String.join(",", responses) + "]}");

        assertThat(parts).hasSameSizeAs(values);
        for (int i = 0; i < values.size(); i++) {
            // An envelope has no other way to say that there is no body.
            assertIs(parts.get(i), status(i), values.get(i).equals("null") ? "" : values.get(i));
            assertThat(((Part.Item) parts.get(i)).fields().get("X-Nr")).isEqualTo(Integer.toString(i));
        }
    }

    private static int status(int i) {
        return i % 3 == 0 ? 200 : 400 + i;
    }

    /** A number as a text of JSON, its first digit as an escape. */
    private static String escaped(int i) {
        String digits = Integer.toString(i);
        return "\"\\u003" + digits.charAt(0) + digits.substring(1) + '"';
    }

    private static List<Part> split(String batch, int count, String answer) {
        BatchConfig config = Batches.of(ROUTE, batch);
        Combiner combiner = new Combiner(config, ROUTE, "");
        // Ids in another order than the places that they have, so that neither can be taken for the other.
        String[] targets = IntStream.range(0, count)
                .mapToObj(i -> "/things/" + (combiner.numbered() ? count - i : i))
                .toArray(String[]::new);
        return new Splitter(config, combiner.numbered())
                .split(answer.getBytes(StandardCharsets.UTF_8), null, Batches.singles(combiner, targets));
    }

    private static void assertIs(Part part, int status, String body) {
        if (status == 200 && body.equals("null")) {
            assertThat(part).isEqualTo(Part.Lack.MISSING);
        } else {
            assertThat(part).isInstanceOf(Part.Item.class);
            assertThat(((Part.Item) part).status()).isEqualTo(status);
            assertThat(new String(((Part.Item) part).body(), StandardCharsets.UTF_8))
                    .isEqualTo(body);
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
