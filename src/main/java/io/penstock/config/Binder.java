package io.penstock.config;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes records of what was written. A problem never stops it: a value that is no good is replaced by its default, so
 * that the rest is still checked, and a check that looked at a replaced value says nothing.
 */
final class Binder {
    private final Substitution substitution;
    private final Problems problems;

    Binder(Substitution substitution, Problems problems) {
        this.substitution = substitution;
        this.problems = problems;
    }

    /** The record that was written, or null where it could not be made; why is then among the problems. */
    <R extends Record> @Nullable R bind(Class<R> type, Written.Section written) {
        return type.cast(section(Shape.of(type), written, ""));
    }

    private @Nullable Record section(Shape.Section shape, Written.Section written, String path) {
        refuseUnknownKeys(shape, written, path);
        List<@Nullable Object> values = new ArrayList<>();
        Set<String> replaced = new HashSet<>();
        boolean whole = true;
        for (Shape.Field field : shape.fields()) {
            int before = problems.count();
            Object value = field(field, written, path);
            // Of a list an element may be missing now, so that its numbers are not those that were written.
            if (problems.count() > before
                    && (field.shape() instanceof Scalar || field.shape() instanceof Shape.Items)) {
                replaced.add(field.name());
            }
            if (value == null && !field.optional()) {
                whole &= !field.required();
                value = standIn(field.shape(), field.setting());
            }
            if (value == null && !field.optional()) {
                return null;
            }
            values.add(value);
        }
        Record record = make(shape, values, replaced, written, path);
        return whole ? record : null;
    }

    private @Nullable Record make(
            Shape.Section shape,
            List<@Nullable Object> values,
            Set<String> replaced,
            Written.Section written,
            String path) {
        try {
            return Records.make(shape.type(), values);
        } catch (InvalidSettingException e) {
            for (InvalidSettingException.Violation violation : e.violations()) {
                String blamedComponent = violation.path().split("[.\\[]", 2)[0];
                if (!replaced.contains(blamedComponent)
                        && violation.others().stream().noneMatch(replaced::contains)) {
                    Written blamed = nearest(violation.path(), written);
                    String shown = blamed instanceof Written.Value value && isSubstituted(value)
                            ? value.text()
                            : violation.found();
                    problems.add(blamed.origin(), below(path, violation.path()), shown, violation.expected());
                }
            }
            return null;
        }
    }

    /** The value of a component; null where it is absent and may be, or where a problem was found. */
    private @Nullable Object field(Shape.Field field, Written.Section written, String path) {
        String at = below(path, field.name());
        Written value = given(written, field.name());
        Written file = field.fileKey() == null ? null : given(written, field.fileKey());
        if (file != null) {
            if (value != null) {
                problems.add(file.origin(), at + "File", "a second value", field.name() + " or " + field.fileKey());
            }
            return contents((Scalar) field.shape(), file, at);
        }
        if (value instanceof Written.Value nothing && nothing.isNothing()) {
            if (field.shape() instanceof Scalar scalar && !field.optional()) {
                problems.add(value.origin(), at, "nothing", scalar.expected());
                return null;
            }
            value = null;
        }
        if (value != null) {
            return value(field.shape(), value, at);
        }
        if (field.required()) {
            String example = field.setting().example();
            problems.add(
                    written.origin(),
                    at,
                    "nothing",
                    ((Scalar) field.shape()).expected() + (example.isEmpty() ? "" : ", such as " + example));
        }
        return field.optional() || field.required() ? null : absent(field, written, at);
    }

    private @Nullable Object absent(Shape.Field field, Written.Section parent, String path) {
        return field.shape() instanceof Shape.Section section
                ? section(section, new Written.Section(Map.of(), parent.origin()), path)
                : standIn(field.shape(), field.setting());
    }

    private @Nullable Object value(Shape shape, Written written, String path) {
        if (shape instanceof Scalar scalar) {
            return written instanceof Written.Value value
                    ? scalar(scalar, value, path)
                    : mismatch(written, path, scalar.expected());
        } else if (shape instanceof Shape.Items items) {
            return written instanceof Written.Items list ? items(items, list, path) : mismatch(written, path, "a list");
        } else if (shape instanceof Shape.Entries entries) {
            return written instanceof Written.Section section
                    ? entries(entries, section, path)
                    : mismatch(written, path, "a mapping from names to settings");
        }
        Shape.Section section = (Shape.Section) shape;
        return written instanceof Written.Section mapping
                ? section(section, mapping, path)
                : mismatch(
                        written,
                        path,
                        "a mapping with keys such as " + section.keys().get(0));
    }

    /** Says what kind of thing was found, not its text: a value in the wrong place may be a secret. */
    private @Nullable Object mismatch(Written written, String path, String expected) {
        String found = written instanceof Written.Section
                ? "a mapping"
                : written instanceof Written.Items ? "a list" : "a single value";
        problems.add(written.origin(), path, found, expected);
        return null;
    }

    private List<Object> items(Shape.Items shape, Written.Items written, String path) {
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < written.items().size(); i++) {
            Object value = value(shape.element(), written.items().get(i), path + "[" + i + "]");
            if (value != null) {
                values.add(value);
            }
        }
        return List.copyOf(values);
    }

    private Map<String, Object> entries(Shape.Entries shape, Written.Section written, String path) {
        Map<String, Object> values = new LinkedHashMap<>();
        written.entries().forEach((name, entry) -> {
            boolean named = name.matches(shape.setting().pattern());
            String at = below(path, Masking.key(name));
            if (!named) {
                problems.add(
                        entry.origin(), at, Masking.key(name), shape.setting().expected());
            }
            boolean empty = entry instanceof Written.Value value && value.isNothing();
            Written settings = empty && shape.element() instanceof Shape.Section
                    ? new Written.Section(Map.of(), entry.origin())
                    : entry;
            Object value = value(shape.element(), settings, at);
            if (value != null && named) {
                values.put(name, value);
            }
        });
        return values;
    }

    private @Nullable Object scalar(Scalar scalar, Written.Value written, String path) {
        boolean substituted = isSubstituted(written);
        String text = substituted ? substitute(written, path) : written.text();
        if (text == null) {
            return null;
        }
        // What was written is shown, not what it became: a variable may hold a secret.
        String shown = scalar.setting().secret() ? Masking.MASK : written.text();
        try {
            Object value = scalar.parse(text);
            if (substituted || scalar.admits(written.look())) {
                return value;
            }
            String hint = written.look() == Written.Look.TEXT ? ", without quotes" : ", in quotes";
            problems.add(written.origin(), path, shown, scalar.expected() + hint);
        } catch (IllegalArgumentException e) {
            problems.add(written.origin(), path, shown, scalar.expected());
        }
        return null;
    }

    private @Nullable Object contents(Scalar scalar, Written file, String path) {
        if (!(file instanceof Written.Value named) || named.isNothing()) {
            return mismatch(file, path + "File", "the path of a file");
        }
        String name = isSubstituted(named) ? substitute(named, path + "File") : named.text();
        if (name == null) {
            return null;
        }
        try {
            return scalar.parse(TextFile.secret(Path.of(name)));
        } catch (IOException | InvalidPathException e) {
            problems.add(file.origin(), path + "File", named.text(), "a readable file: " + TextFile.reason(e));
        } catch (IllegalArgumentException e) {
            problems.add(file.origin(), path + "File", Masking.MASK, "a file that holds " + scalar.expected());
        }
        return null;
    }

    private static boolean isSubstituted(Written.Value value) {
        return value.look() == Written.Look.TEXT && Substitution.appliesTo(value.text());
    }

    private @Nullable String substitute(Written.Value written, String path) {
        int before = problems.count();
        String text = substitution.apply(
                written.text(), (found, expected) -> problems.add(written.origin(), path, found, expected));
        return problems.count() > before ? null : text;
    }

    private @Nullable Object standIn(Shape shape, Setting setting) {
        if (shape instanceof Scalar scalar) {
            return setting.byDefault().isEmpty()
                    ? scalar.kind() == Scalar.Kind.TEXT ? "" : null
                    : scalar.parse(setting.byDefault());
        } else if (shape instanceof Shape.Section section) {
            return new Binder(substitution, new Problems())
                    .section(section, new Written.Section(Map.of(), Origin.NONE), "");
        }
        return shape instanceof Shape.Items ? List.of() : Map.of();
    }

    private void refuseUnknownKeys(Shape.Section shape, Written.Section written, String path) {
        written.entries().forEach((key, value) -> {
            if (shape.field(key) == null && shape.fieldOfFile(key) == null) {
                String nearest = problems.full() ? "" : String.valueOf(Nearest.to(key, shape.keys()));
                problems.add(
                        value.origin(),
                        below(path, Masking.key(key)),
                        "an unknown key",
                        "a known one; the nearest is " + nearest);
            }
        });
    }

    /** What was written for a key, or null. */
    private static @Nullable Written given(Written.Section section, String key) {
        return section.entries().get(key);
    }

    /** What was written for the setting at this path, or for as much of the path as there is. */
    private static Written nearest(String path, Written.Section root) {
        Written at = root;
        for (String step : path.split("[.\\[]", -1)) {
            Written next = null;
            if (at instanceof Written.Section section) {
                next = given(section, step);
            } else if (at instanceof Written.Items list) {
                next = list.items().get(Integer.parseInt(step.substring(0, step.length() - 1)));
            }
            if (next == null) {
                break;
            }
            at = next;
        }
        return at;
    }

    private static String below(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
