package io.penstock.config;

import java.util.ArrayList;
import java.util.List;

/** Makes the Markdown table of all settings. Run by {@link GeneratedFilesTest}. */
final class SettingsTable {
    private final List<String> rows = new ArrayList<>(List.of(
            "| setting | type | default | allowed | meaning | environment variable |", "|---|---|---|---|---|---|"));

    private SettingsTable() {}

    static String markdown() {
        SettingsTable table = new SettingsTable();
        table.section(Shape.of(PenstockConfig.class), "", EnvironmentNames.PREFIX);
        return String.join("\n", table.rows) + "\n";
    }

    /** Adds a section's settings; {@code prefix} is empty where they have no environment names. */
    private void section(Shape.Section shape, String path, String prefix) {
        for (Shape.Field field : shape.fields()) {
            String at = path + field.name();
            String name = prefix.isEmpty() ? "" : prefix + EnvironmentNames.snake(field.name());
            String below = name.isEmpty() ? "" : name + "_";
            if (field.shape() instanceof Shape.Section section) {
                section(section, at + ".", below);
            } else if (field.shape() instanceof Shape.Entries entries) {
                if (entries.element() instanceof Shape.Section element) {
                    section(element, at + ".NAME.", below.isEmpty() ? "" : below + "NAME_");
                } else {
                    Scalar scalar = (Scalar) entries.element();
                    row(at + ".NAME", type(scalar), "{}", scalar, field, "");
                }
            } else if (field.shape() instanceof Shape.Items items) {
                if (items.element() instanceof Scalar scalar) {
                    row(at, "list of: " + type(scalar), field.setting().byDefault(), scalar, field, name);
                } else {
                    section((Shape.Section) items.element(), at + "[].", "");
                }
            } else {
                Scalar scalar = (Scalar) field.shape();
                row(at, type(scalar), field.setting().byDefault(), scalar, field, name);
            }
        }
    }

    private void row(String path, String type, String byDefault, Scalar scalar, Shape.Field field, String name) {
        String none = field.required() ? "required" : "none";
        rows.add("| "
                + String.join(
                        " | ",
                        code(path),
                        type,
                        byDefault.isEmpty() ? none : code(byDefault),
                        allowed(scalar),
                        meaning(field).replace("|", "\\|"),
                        name.isEmpty() ? "–" : code(name))
                + " |");
    }

    /** What a setting does, and how its secret may be given. */
    static String meaning(Shape.Field field) {
        return field.setting().value()
                + (field.fileKey() == null ? "" : " Or " + field.fileKey() + ": the path of a file that holds it.");
    }

    private static String type(Scalar scalar) {
        return switch (scalar.kind()) {
            case FLAG -> "flag";
            case WHOLE -> "whole number";
            case DECIMAL -> "number";
            case TEXT -> scalar.setting().secret() ? "secret" : "text";
            case CHOICE -> "choice";
            case DURATION -> "duration";
            case SIZE -> "size";
        };
    }

    private static String allowed(Scalar scalar) {
        Setting setting = scalar.setting();
        return switch (scalar.kind()) {
            case FLAG -> "true, false";
            case CHOICE -> String.join(", ", scalar.choices());
            case TEXT -> setting.expected().isEmpty() ? "any" : setting.expected();
            default -> {
                String from = setting.min().isEmpty()
                        ? ""
                        : setting.max().isEmpty() ? "from " + setting.min() : setting.min();
                yield from + (setting.max().isEmpty() ? "" : " to " + setting.max());
            }
        };
    }

    private static String code(String text) {
        return "`" + text + "`";
    }
}
