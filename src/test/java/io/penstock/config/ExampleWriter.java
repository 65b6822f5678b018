package io.penstock.config;

import java.util.ArrayList;
import java.util.List;

/** Makes the example configuration: every setting, explained, with its default. Run by {@link GeneratedFilesTest}. */
final class ExampleWriter {
    private static final String HEAD = """
            # yaml-language-server: $schema=penstock.schema.json
            #
            # Every setting of Penstock with its default: keep what you change, delete the rest. A setting without a default
            # is commented out and has an example. See docs/configuration.md.
            """;

    private final List<String> lines = new ArrayList<>();

    private ExampleWriter() {}

    static String yaml() {
        ExampleWriter example = new ExampleWriter();
        example.section(Shape.of(PenstockConfig.class), "", "");
        return HEAD + String.join("\n", example.lines) + "\n";
    }

    /** Writes a section; {@code mark} comments it out, {@code indent} comes after the mark. */
    private void section(Shape.Section shape, String mark, String indent) {
        for (Shape.Field field : shape.fields()) {
            if (indent.isEmpty() && mark.isEmpty()) {
                lines.add("");
            }
            lines.add(mark + indent + "# " + SettingsTable.meaning(field));
            field(field, mark, indent);
        }
    }

    private void field(Shape.Field field, String mark, String indent) {
        String key = field.name() + ":";
        if (field.shape() instanceof Shape.Section section) {
            boolean absent = field.optional() && mark.isEmpty();
            String below = absent ? indent + "# " : mark;
            lines.add(absent ? below + key : mark + indent + key);
            section(section, below, absent ? "  " : indent + "  ");
        } else if (field.shape() instanceof Shape.Entries entries) {
            entries(entries, field, mark, indent);
        } else if (field.shape() instanceof Shape.Items items
                && items.element() instanceof Shape.Section section
                && mark.isEmpty()) {
            lines.add(mark + indent + key + " []");
            lines.add(indent + "# " + key);
            int first = lines.size();
            section(section, indent + "# ", "    ");
            // The first setting of an item carries its dash; its explanation stands above, where the dash is.
            lines.set(first, lines.get(first).replaceFirst("#     #", "#   #"));
            lines.set(first + 1, lines.get(first + 1).replaceFirst("#     ", "#   - "));
        } else if (field.setting().byDefault().isEmpty() && !field.required() && mark.isEmpty()) {
            lines.add(indent + "# " + key + " " + field.setting().example());
        } else {
            String byDefault = field.setting().byDefault();
            lines.add(mark + indent + key + " "
                    + (byDefault.isEmpty() ? field.setting().example() : byDefault));
        }
    }

    /** Writes a mapping: with an entry where there has to be one, else empty and an entry commented out below it. */
    private void entries(Shape.Entries entries, Shape.Field field, String mark, String indent) {
        String key = field.name() + ":";
        boolean optional = !field.setting().byDefault().isEmpty();
        if (optional) {
            lines.add(mark + indent + key + " {}");
        }
        if (entries.element() instanceof Shape.Section section && (mark.isEmpty() || !optional)) {
            String below = optional ? indent + "# " : mark;
            lines.add(below + (optional ? "" : indent) + key);
            lines.add(below + (optional ? "" : indent) + "  example:");
            section(section, below, optional ? "    " : indent + "    ");
        }
    }
}
