package io.penstock.batching.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.penstock.error.NetworkException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class ItemScannerProperties {

    private static final WantedPaths PATHS = new WantedPaths("result.data");
    private static final int NEXT = PATHS.want("result.next");

    private static final String DAMAGE = "[]{},:\"\\0123eE+-.tfnu \n";
    private static final JsonFactory JACKSON = new JsonFactory();

    @Provide
    Arbitrary<List<String>> items() {
        return value(3).list().ofMaxSize(8);
    }

    /** JSON in the forms that matter here: escapes, characters of all lengths, spaces, numbers, and nesting. */
    private static Arbitrary<String> value(int depth) {
        Arbitrary<String> texts = Arbitraries.strings()
                .withChars("ab \\\"/é€[]{},:")
                .ofMaxLength(12)
                .map(Json::encode);
        Arbitrary<String> single = Arbitraries.oneOf(
                texts,
                Arbitraries.of(
                        "0", "-0", "1.50", "-12.3e+4", "1E9", "true", "false", "null", "\"\\ud834\\udd1e\"", "\"𝄞\""));
        if (depth == 0) {
            return single;
        }
        Arbitrary<String> spaces = Arbitraries.of("", " ", "\n\t");
        Arbitrary<String> lists = value(depth - 1)
                .list()
                .ofMaxSize(4)
                .flatMap(values -> spaces.map(space -> "[" + space + String.join(space + ",", values) + "]"));
        Arbitrary<String> objects = value(depth - 1)
                .list()
                .ofMaxSize(4)
                .map(values -> values.stream()
                        .map(value -> "\"data\": " + value)
                        .collect(Collectors.joining(",\n", "{", "}")));
        return Arbitraries.oneOf(single, lists, objects);
    }

    @Property(tries = 400)
    void items_anyContentInChunksOfAnySize(
            @ForAll("items") List<String> items, @ForAll @IntRange(min = 1, max = 40) int piece) {
        String text = "{\"data\":[0],\"result\":{\"more\":{\"data\":[1]},\"data\":[" + String.join(" , ", items)
                + "],\"next\":\"" + "c".repeat(items.size()) + "\"}}";
        byte[] page = text.getBytes(StandardCharsets.UTF_8);
        ScannedPage scanned = ScannedPage.of(PATHS, page, piece);
        assertThat(scanned.items).isEqualTo(items);
        assertThat(scanned.scanner.value(NEXT)).isEqualTo("c".repeat(items.size()));
    }

    @Property(tries = 2_000)
    void verdict_onDamagedText_isThatOfJackson(@ForAll long seed) {
        Random random = new Random(seed);
        byte[] page = new JsonArray()
                .add(new JsonObject().put("a", "é€\n").put("b", -1.5e3).put("c", true))
                .add("x\\y")
                .addNull()
                .add(new JsonArray().add(10).add(0))
                .toBuffer()
                .getBytes();
        for (int i = random.nextInt(3); i >= 0; i--) {
            int at = random.nextInt(page.length);
            page[at] = random.nextInt(4) == 0
                    ? (byte) random.nextInt(256)
                    : (byte) DAMAGE.charAt(random.nextInt(DAMAGE.length()));
        }
        assertThat(accepts(page, 1 + random.nextInt(page.length)))
                .as(new String(page, StandardCharsets.ISO_8859_1))
                .isEqualTo(isJsonList(page));
    }

    private static boolean accepts(byte[] page, int piece) {
        try {
            ScannedPage.of(new WantedPaths(""), page, piece);
            return true;
        } catch (NetworkException e) {
            return false;
        }
    }

    /** One list, and nothing but spaces after it, in UTF-8 as the platform's strict decoder sees it. */
    private static boolean isJsonList(byte[] page) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(page))
                    .toString();
            try (JsonParser parser = JACKSON.createParser(text)) {
                boolean list = parser.nextToken() == JsonToken.START_ARRAY;
                parser.skipChildren();
                return (list && parser.nextToken() == null) || "null".equals(text.strip());
            }
        } catch (CharacterCodingException e) {
            return false;
        } catch (IOException e) {
            return false;
        }
    }
}
