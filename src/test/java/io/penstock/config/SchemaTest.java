package io.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.Validator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The schema and the reader say the same of one corpus of files; what only the reader checks is in a folder of its own. */
class SchemaTest {
    private static final Path CORPUS = Path.of("src", "test", "resources", "config");
    private static final Validator VALIDATOR = Validator.create(
            JsonSchema.of(SchemaWriter.schema()),
            new JsonSchemaOptions()
                    .setBaseUri("https://penstock.invalid/")
                    .setDraft(Draft.DRAFT202012)
                    .setOutputFormat(OutputFormat.Flag));

    @ParameterizedTest
    @MethodSource("valid")
    void aValidFile_isAcceptedByBoth(Path file) throws IOException {
        assertThat(schemaAccepts(Files.readString(file))).as("schema").isTrue();
        assertThat(read(file)).as("reader").isInstanceOf(Loaded.Accepted.class);
    }

    @ParameterizedTest
    @MethodSource("invalid")
    void anInvalidFile_isRejectedByBoth(Path file) throws IOException {
        assertThat(schemaAccepts(Files.readString(file))).as("schema").isFalse();
        assertThat(read(file)).as("reader").isInstanceOf(Loaded.Rejected.class);
    }

    @ParameterizedTest
    @MethodSource("parserOnly")
    void aFileWithWhatOnlyTheReaderChecks_isRejectedByTheReader(Path file) throws IOException {
        assertThat(schemaAccepts(Files.readString(file))).as("schema").isTrue();
        assertThat(read(file)).as("reader").isInstanceOf(Loaded.Rejected.class);
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void aNumberAtItsBound_isJudgedTheSameByBoth(String path, long number, boolean within) {
        JsonObject settings = new JsonObject();
        JsonObject at = settings;
        String[] steps = path.split("\\.", -1);
        for (int i = 0; i < steps.length - 1; i++) {
            JsonObject below = new JsonObject();
            at.put(steps[i], below);
            at = below;
        }
        at.put(steps[steps.length - 1], number);
        if (path.startsWith("credentials.")) {
            settings.getJsonObject("credentials")
                    .getJsonObject("crm")
                    .put("type", "bearer")
                    .put("token", "t");
        }
        if (path.startsWith("upstreams.")) {
            settings.getJsonObject("upstreams").getJsonObject("crm").put("url", "https://api.example");
        }

        Loaded loaded = Reading.of(settings.encode()).load(ConfigSources.none().withUpstreamsOptional());

        // Other problems may be found too: a pool of size 1 has no room for some other settings.
        boolean refused = loaded instanceof Loaded.Rejected rejected
                && rejected.problems().stream().anyMatch(problem -> isOutOfBounds(problem, path));
        assertThat(refused).as("reader").isEqualTo(!within);
        assertThat(VALIDATOR.validate(settings).getValid()).as("schema").isEqualTo(within);
    }

    private static boolean isOutOfBounds(ConfigProblem problem, String path) {
        return problem.path().equals(path) && problem.expected().matches("a (whole number|size) .*");
    }

    static Stream<Path> valid() throws IOException {
        return files("valid");
    }

    static Stream<Path> invalid() throws IOException {
        return files("invalid");
    }

    static Stream<Path> parserOnly() throws IOException {
        return files("parser-only");
    }

    private static Stream<Path> files(String folder) throws IOException {
        try (Stream<Path> files = Files.list(CORPUS.resolve(folder))) {
            return files.sorted().toList().stream();
        }
    }

    static List<Arguments> numbers() {
        List<Arguments> cases = new ArrayList<>();
        addNumbers(Shape.of(PenstockConfig.class), "", cases);
        return cases;
    }

    private static void addNumbers(Shape.Section shape, String path, List<Arguments> cases) {
        for (Shape.Field field : shape.fields()) {
            if (field.shape() instanceof Shape.Section section) {
                addNumbers(section, path + field.name() + ".", cases);
            } else if (field.shape() instanceof Shape.Entries entries
                    && entries.element() instanceof Shape.Section element) {
                addNumbers(element, path + field.name() + ".crm.", cases);
            } else if (field.shape() instanceof Scalar scalar) {
                addBound(path + field.name(), scalar, scalar.setting().min(), -1, cases);
                addBound(path + field.name(), scalar, scalar.setting().max(), 1, cases);
            }
        }
    }

    private static void addBound(String path, Scalar scalar, String bound, int beyond, List<Arguments> cases) {
        boolean whole = scalar.kind() == Scalar.Kind.WHOLE || scalar.kind() == Scalar.Kind.SIZE;
        if (!bound.isEmpty() && whole) {
            Object value = scalar.parse(bound);
            long number = value instanceof DataSize size ? size.bytes() : ((Number) value).longValue();
            cases.add(arguments(path, number, true));
            cases.add(arguments(path, number + beyond, false));
        }
    }

    private static Loaded read(Path file) throws IOException {
        return Reading.of(Files.readString(file))
                .with("PORT", "8081")
                .with("HOSTNAME_OF_TEST", "example")
                .load();
    }

    private static boolean schemaAccepts(String yaml) {
        Problems broken = new Problems();
        Written.Section root = YamlReader.read("file", yaml.getBytes(StandardCharsets.UTF_8), broken)
                .orElseThrow();
        // A root that is no mapping is empty once read, and a file without settings is accepted.
        boolean isMapping =
                broken.sorted().stream().noneMatch(problem -> problem.found().equals("no mapping"));
        return isMapping && Boolean.TRUE.equals(VALIDATOR.validate(json(root)).getValid());
    }

    private static @Nullable Object json(Written written) {
        if (written instanceof Written.Section section) {
            JsonObject object = new JsonObject();
            section.entries().forEach((key, value) -> object.put(key, json(value)));
            return object;
        } else if (written instanceof Written.Items list) {
            JsonArray array = new JsonArray();
            list.items().forEach(item -> array.add(json(item)));
            return array;
        }
        Written.Value value = (Written.Value) written;
        return switch (value.look()) {
            case NOTHING -> null;
            case FLAG -> Boolean.valueOf(value.text());
            case NUMBER -> number(value.text());
            case TEXT, ANY -> value.text();
        };
    }

    private static Object number(String text) {
        if (text.startsWith("0x")) {
            return Long.valueOf(text.substring(2), 16);
        }
        return text.matches("[-+]?[0-9]+") ? (Object) Long.valueOf(text) : Double.valueOf(text);
    }
}
