package io.penstock.config;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** Makes the JSON Schema (2020-12) of the configuration file. Run by {@link GeneratedFilesTest}. */
final class SchemaWriter {
    /** Any text with a variable: its type is known only after substitution. */
    private static final JsonObject SUBSTITUTED = text("\\$\\{");

    private SchemaWriter() {}

    static JsonObject schema() {
        JsonObject schema = new JsonObject()
                .put("$schema", "https://json-schema.org/draft/2020-12/schema")
                .put("title", "Penstock configuration");
        return schema.mergeIn(section(Shape.of(PenstockConfig.class), false));
    }

    private static JsonObject section(Shape.Section shape, boolean orNothing) {
        JsonObject properties = new JsonObject();
        JsonArray required = new JsonArray();
        JsonObject schema =
                new JsonObject().put("type", type("object", orNothing)).put("additionalProperties", false);
        for (Shape.Field field : shape.fields()) {
            properties.put(field.name(), described(field));
            if (field.required()) {
                required.add(field.name());
            }
            if (field.fileKey() != null) {
                properties.put(
                        field.fileKey(),
                        new JsonObject()
                                .put("description", "Path of a file that holds " + field.name() + ".")
                                .put("type", "string")
                                .put("minLength", 1));
                JsonArray both = new JsonArray().add(field.name()).add(field.fileKey());
                // With its type, since whatever is no object has all properties that are required of objects.
                schema.put("not", new JsonObject().put("type", "object").put("required", both));
            }
        }
        return (required.isEmpty() ? schema : schema.put("required", required)).put("properties", properties);
    }

    private static JsonObject described(Shape.Field field) {
        JsonObject schema = new JsonObject().put("description", field.setting().value());
        String byDefault = field.setting().byDefault();
        if (field.shape() instanceof Scalar scalar) {
            if (!byDefault.isEmpty()) {
                schema.put("default", json(scalar, byDefault));
            }
            if (!field.setting().example().isEmpty()) {
                schema.put(
                        "examples",
                        new JsonArray().add(json(scalar, field.setting().example())));
            }
        }
        return schema.mergeIn(shape(field.shape(), field.optional()));
    }

    private static JsonObject shape(Shape shape, boolean optional) {
        if (shape instanceof Scalar scalar) {
            return scalar(scalar, optional);
        } else if (shape instanceof Shape.Items items) {
            JsonObject element = items.element() instanceof Shape.Section section
                    ? section(section, false)
                    : shape(items.element(), false);
            return new JsonObject().put("type", type("array", true)).put("items", element);
        } else if (shape instanceof Shape.Entries entries) {
            JsonObject element = entries.element() instanceof Shape.Section section
                    ? section(section, false)
                    : shape(entries.element(), false);
            return new JsonObject()
                    .put("type", type("object", true))
                    .put(
                            "propertyNames",
                            new JsonObject()
                                    .put("pattern", whole(entries.setting().pattern())))
                    .put("additionalProperties", element);
        }
        return section((Shape.Section) shape, true);
    }

    private static JsonObject scalar(Scalar scalar, boolean optional) {
        List<JsonObject> forms = new ArrayList<>();
        switch (scalar.kind()) {
            case FLAG -> {
                forms.add(new JsonObject().put("type", "boolean"));
                forms.add(new JsonObject().put("enum", new JsonArray().add(0).add(1)));
                forms.add(text(whole(anyCase(Scalar.TRUE) + "|" + anyCase(Scalar.FALSE))));
            }
            case WHOLE -> forms.add(number("integer", scalar));
            case DECIMAL -> forms.add(number("number", scalar));
            case TEXT -> {
                String pattern = scalar.setting().pattern();
                JsonObject text = new JsonObject().put("type", "string").put("minLength", 1);
                forms.add(pattern.isEmpty() ? text : text.put("pattern", whole(pattern)));
            }
            case CHOICE -> forms.add(new JsonObject().put("enum", new JsonArray(scalar.choices())));
            case DURATION -> {
                forms.add(text(whole(DurationText.PATTERN)));
                forms.add(new JsonObject().put("const", 0));
            }
            case SIZE -> {
                forms.add(text(whole(DataSize.PATTERN)));
                forms.add(number("integer", scalar));
            }
        }
        if (!(scalar.kind() == Scalar.Kind.TEXT && scalar.setting().pattern().isEmpty())) {
            forms.add(SUBSTITUTED.copy());
        }
        if (optional) {
            forms.add(new JsonObject().put("type", "null"));
        }
        return forms.size() == 1 ? forms.get(0) : new JsonObject().put("anyOf", new JsonArray(forms));
    }

    private static JsonObject number(String type, Scalar scalar) {
        JsonObject schema = new JsonObject().put("type", type);
        putBound(schema, "minimum", scalar, scalar.setting().min());
        putBound(schema, "maximum", scalar, scalar.setting().max());
        return schema;
    }

    private static void putBound(JsonObject schema, String keyword, Scalar scalar, String bound) {
        if (!bound.isEmpty()) {
            Object value = new Scalar(scalar.kind(), scalar.type(), NO_BOUNDS).parse(bound);
            schema.put(keyword, value instanceof DataSize size ? size.bytes() : value);
        }
    }

    private static Object json(Scalar scalar, String written) {
        boolean asIs = scalar.kind() == Scalar.Kind.TEXT || written.contains("${");
        Object value = asIs ? written : scalar.parse(written);
        return value instanceof Number || value instanceof Boolean ? value : written;
    }

    private static JsonObject text(String pattern) {
        return new JsonObject().put("type", "string").put("pattern", pattern);
    }

    private static Object type(String type, boolean orNothing) {
        return orNothing ? new JsonArray().add(type).add("null") : type;
    }

    private static String whole(String pattern) {
        return "^(?:" + pattern + ")$";
    }

    /** JSON Schema has no flag for it. */
    private static String anyCase(List<String> words) {
        return words.stream()
                .map(word -> word.chars()
                        .mapToObj(c -> Character.isLetter(c)
                                ? "[" + (char) Character.toUpperCase(c) + (char) c + "]"
                                : String.valueOf((char) c))
                        .collect(Collectors.joining()))
                .collect(Collectors.joining("|"));
    }

    /** A setting without bounds, to read another's bounds with. */
    private static final Setting NO_BOUNDS = Objects.requireNonNull(
            Objects.requireNonNull(Shape.of(PenstockConfig.class).field("server"))
                    .setting());
}
