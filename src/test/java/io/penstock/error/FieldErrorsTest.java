package io.penstock.error;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.vertx.core.buffer.Buffer;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Field errors are read from the bodies of common frameworks, and from nothing else. */
class FieldErrorsTest {

    static Stream<Arguments> frameworks() {
        return Stream.of(
                Arguments.of(
                        "FastAPI",
                        "{\"detail\": [{\"loc\": [\"body\", \"items\", 0, \"name\"], \"msg\": \"field required\"}]}",
                        new FieldError("body.items.0.name", "field required")),
                Arguments.of(
                        "RFC 9457",
                        "{\"title\": \"no\", \"errors\": [{\"detail\": \"must be positive\", \"pointer\": \"#/age\"}]}",
                        new FieldError("#/age", "must be positive")),
                Arguments.of(
                        "JSON:API",
                        "{\"errors\": [{\"title\": \"Invalid\", \"source\": {\"pointer\": \"/data/attributes/name\"}}]}",
                        new FieldError("/data/attributes/name", "Invalid")),
                Arguments.of(
                        "JSON:API, a parameter",
                        "{\"errors\": [{\"detail\": \"Unknown\", \"source\": {\"parameter\": \"include\"}}]}",
                        new FieldError("include", "Unknown")),
                Arguments.of(
                        "Laravel",
                        "{\"message\": \"no\", \"errors\": {\"email\": [\"The email is required.\"]}}",
                        new FieldError("email", "The email is required.")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("frameworks")
    void body_ofAFramework_tellsItsFields(String name, String body, FieldError expected) {
        assertThat(FieldErrors.read(Buffer.buffer(body))).containsExactly(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "\"errors\"",
                "{",
                "{\"detail\": \"Not found\"}",
                "{\"detail\": [null, 3, {}]}",
                "{\"errors\": [{\"detail\": {\"a\": 1}}]}",
                "{\"errors\": 7}",
                "<html></html>"
            })
    void body_ofAnotherForm_tellsNothing(String body) {
        assertThat(FieldErrors.read(Buffer.buffer(body))).isEmpty();
    }

    @Test
    void body_withEndlessErrors_tellsTheFirstHundred() {
        StringBuilder body = new StringBuilder("{\"errors\": {\"name\": [\"wrong\"");
        for (int i = 0; i < 5_000; i++) {
            body.append(", \"wrong\"");
        }

        assertThat(FieldErrors.read(Buffer.buffer(body + "]}}"))).hasSize(FieldErrors.MOST_ERRORS);
    }

    @Test
    void body_thatIsTooLarge_isNotRead() {
        String body = "{\"errors\": {\"name\": [\"" + "x".repeat(FieldErrors.MOST_BYTES) + "\"]}}";

        assertThat(FieldErrors.read(Buffer.buffer(body))).isEmpty();
    }

    @Test
    void body_thatIsNestedDeeply_isRefused() {
        assertThat(FieldErrors.read(Buffer.buffer("{\"detail\":".repeat(6_000))))
                .isEmpty();
    }

    @Property
    void anyBytes_areSurvived(@ForAll @Size(max = 200) byte[] body) {
        assertThatCode(() -> FieldErrors.read(Buffer.buffer(body))).doesNotThrowAnyException();
    }
}
