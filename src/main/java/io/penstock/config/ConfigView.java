package io.penstock.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The running configuration as it may be shown: secrets, and users and passwords in URLs, are masked. */
public final class ConfigView {
    private ConfigView() {}

    /**
     * The settings as nested maps and lists of texts, numbers and booleans, in their documented order; a setting that is
     * absent is left out.
     */
    public static Map<String, Object> toMap(PenstockConfig config) {
        return section(config);
    }

    private static Map<String, Object> section(Record record) {
        Map<String, Object> view = new LinkedHashMap<>();
        for (Shape.Field field : Shape.of(record.getClass()).fields()) {
            Object value = field.of(record);
            if (value != null) {
                view.put(field.name(), shown(field.shape(), value));
            }
        }
        return view;
    }

    private static Object shown(Shape shape, Object value) {
        if (shape instanceof Scalar scalar) {
            if (scalar.setting().secret()) {
                return Masking.MASK;
            }
            boolean plain = value instanceof Number || value instanceof Boolean;
            return plain ? value : Masking.userInfo(scalar.format(value));
        } else if (shape instanceof Shape.Items items) {
            return ((List<?>) value)
                    .stream().map(item -> shown(items.element(), item)).toList();
        } else if (shape instanceof Shape.Entries entries) {
            Map<String, Object> view = new LinkedHashMap<>();
            ((Map<?, ?>) value).forEach((name, entry) -> view.put(name.toString(), shown(entries.element(), entry)));
            return view;
        }
        return section((Record) value);
    }
}
