package io.penstock.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What may be configured, read from the records and their {@link Setting}s. The reader, the environment names, the JSON
 * Schema, the documents and the redacted view all walk this one description. Immutable; made at start-up only.
 */
sealed interface Shape permits Scalar, Shape.Section, Shape.Items, Shape.Entries {

    /** A record; its keys are its components' names. */
    record Section(Class<? extends Record> type, List<Field> fields) implements Shape {

        /** The field with this name, or null. */
        @Nullable
        Field field(String name) {
            for (Field field : fields) {
                if (field.name().equals(name)) {
                    return field;
                }
            }
            return null;
        }

        /** The field whose value this key names the file of, or null. */
        @Nullable
        Field fieldOfFile(String key) {
            for (Field field : fields) {
                if (key.equals(field.fileKey())) {
                    return field;
                }
            }
            return null;
        }

        /** Every key that may be written. */
        List<String> keys() {
            return fields.stream()
                    .flatMap(field -> Stream.of(field.name(), field.fileKey()))
                    .filter(key -> key != null)
                    .toList();
        }
    }

    /** A list. */
    record Items(Shape element) implements Shape {}

    /** A mapping from names to sections, or to texts; the setting's pattern is that of the names. */
    record Entries(Shape element, Setting setting) implements Shape {}

    /** One component of a record; {@code optional} is one that may be null. */
    record Field(String name, Setting setting, Shape shape, boolean optional, RecordComponent component) {

        /** The key under which a secret's file is named; null where the value is not secret. */
        @Nullable
        String fileKey() {
            return setting.secret() && shape instanceof Scalar ? name + "File" : null;
        }

        /** Whether the setting must be written: it has neither a default nor a meaning when absent. */
        boolean required() {
            return shape instanceof Scalar && !optional && setting.byDefault().isEmpty();
        }

        /** This component of a record. */
        @Nullable
        Object of(Record record) {
            return Records.read(component, record);
        }
    }

    /** The description of a configuration record. */
    static Section of(Class<? extends Record> type) {
        return Cache.SECTIONS.get(type);
    }

    /** The bounds of texts in a mapping: none, since what is annotated there describes the names. */
    record Texts(
            @Setting("A text.") String plain,
            @Setting(value = "A secret.", secret = true) String secret) {

        private static Setting setting(boolean secret) {
            RecordComponent component = Texts.class.getRecordComponents()[secret ? 1 : 0];
            return Objects.requireNonNull(component.getAnnotation(Setting.class));
        }
    }

    /** Keeps each record's description. */
    final class Cache {
        private static final ClassValue<Section> SECTIONS = new ClassValue<>() {
            @Override
            protected Section computeValue(Class<?> type) {
                List<Field> fields = Arrays.stream(type.getRecordComponents())
                        .map(Cache::field)
                        .toList();
                return new Section(type.asSubclass(Record.class), fields);
            }
        };

        private Cache() {}

        private static Field field(RecordComponent component) {
            Setting setting = component.getAnnotation(Setting.class);
            if (setting == null) {
                throw new IllegalStateException(component + "; expected an annotation that describes the setting");
            }
            boolean optional = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
            return new Field(
                    component.getName(), setting, shape(component.getGenericType(), setting), optional, component);
        }

        private static Shape shape(Type type, Setting setting) {
            if (type instanceof ParameterizedType generic) {
                Type[] arguments = generic.getActualTypeArguments();
                return generic.getRawType() == Map.class
                        ? new Entries(shape(arguments[1], Texts.setting(setting.secret())), setting)
                        : new Items(shape(arguments[0], setting));
            }
            Class<?> plain = (Class<?>) type;
            return plain.isRecord() && plain != DataSize.class
                    ? of(plain.asSubclass(Record.class))
                    : Scalar.of(plain, setting);
        }
    }
}
