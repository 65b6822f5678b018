package io.penstock.config;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Holds every single setting of a finished record against its bounds, for those that were built in code. */
final class Bounds {
    private final Checks checks;

    Bounds(Checks checks) {
        this.checks = checks;
    }

    /** Checks a record and all below it; {@code path} leads to it, and is empty for the root. */
    void check(Record record, String path) {
        for (Shape.Field field : Shape.of(record.getClass()).fields()) {
            String at = path.isEmpty() ? field.name() : path + "." + field.name();
            Object value = field.of(record);
            if (value != null || !field.optional()) {
                check(field.shape(), value, at);
            }
        }
    }

    /** Checks what is in a component. */
    void check(Shape shape, @Nullable Object value, String path) {
        if (value == null) {
            checks.expect(false, path, "null", "a value");
        } else if (shape instanceof Scalar scalar) {
            String shown = scalar.setting().secret() ? Masking.MASK : scalar.format(value);
            checks.expect(scalar.admits(value), path, shown, scalar.expected());
        } else if (shape instanceof Shape.Items items) {
            int index = 0;
            for (Object item : (List<?>) value) {
                check(items.element(), item, path + "[" + index++ + "]");
            }
        } else if (shape instanceof Shape.Entries entries) {
            ((Map<?, ?>) value).forEach((name, entry) -> {
                Setting setting = entries.setting();
                checks.expect(name.toString().matches(setting.pattern()), path + "." + name, name, setting.expected());
                check(entries.element(), entry, path + "." + name);
            });
        } else {
            check((Record) value, path);
        }
    }
}
