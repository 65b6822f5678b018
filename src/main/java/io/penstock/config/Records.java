package io.penstock.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes, reads and copies configuration records by reflection. At start-up only. */
final class Records {
    private Records() {}

    /**
     * Calls a record's canonical constructor.
     *
     * @throws InvalidSettingException if the constructor refuses the values
     */
    static <R extends Record> R make(Class<R> type, List<@Nullable Object> values) {
        Class<?>[] types = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            return type.getDeclaredConstructor(types).newInstance(values.toArray());
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof InvalidSettingException invalid) {
                throw invalid;
            }
            throw new IllegalStateException(type + " could not be made", e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " could not be made", e);
        }
    }

    /** A component's value. */
    static @Nullable Object read(RecordComponent component, Record record) {
        try {
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(component + " could not be read", e);
        }
    }

    /**
     * The same record with another value for one component.
     *
     * @throws InvalidSettingException if the record's constructor refuses the value
     */
    static <R extends Record> R with(R record, String component, Object value) {
        @SuppressWarnings("unchecked") // The class of an R makes an R: records have no subclasses.
        Class<R> type = (Class<R>) record.getClass();
        List<@Nullable Object> values = new ArrayList<>();
        for (Shape.Field field : Shape.of(type).fields()) {
            values.add(field.name().equals(component) ? value : field.of(record));
        }
        return make(type, values);
    }
}
