package io.penstock.batching.combine;

import io.penstock.config.BatchConfig;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Gives each request of a batch its part of the answer, as the bytes that stand there. Where it is not certain whose an item
 * is, nobody gets it. Immutable; any thread.
 */
final class Splitter {

    private static final String JSON = "application/json";
    private static final Pattern ZEROS = Pattern.compile("^0+(?=.)");

    private final String[] items;
    private final String @Nullable [] key;
    private final boolean numbered;
    private final String @Nullable [] status;
    private final String @Nullable [] headers;
    private final String @Nullable [] content;

    /**
     * That of a route.
     *
     * @param numbered whether a key is the number of a request in the batch
     */
    Splitter(BatchConfig config, boolean numbered) {
        String[] itemsPath = path(config.items());
        this.items = itemsPath == null ? new String[0] : itemsPath;
        this.key = path(config.key());
        this.numbered = numbered;
        this.status = path(config.status());
        this.headers = path(config.headers());
        this.content = path(config.content());
    }

    private static String @Nullable [] path(@Nullable String dotted) {
        return dotted == null ? null : dotted.split("\\.", -1);
    }

    /**
     * Splits an answer.
     *
     * @param type its media type; null where it names none
     * @param singles the batch's requests, in the order in which they were asked for
     * @return the part of each, in the same order; null for one that must be asked for by itself
     * @throws UnsplittableException where the answer is not what the settings say
     */
    List<Part> split(byte[] answer, @Nullable String type, List<Single> singles) {
        JsonText json = JsonText.of(answer);
        int container = json.find(json.root(), items);
        if (container == JsonText.ABSENT) {
            throw new UnsplittableException("nothing at " + place() + "; expected a list or an object of items");
        }
        Reading reading = new Reading(json, AnswerFields.isJson(type) && type != null ? type : JSON);
        return switch (json.kind(container)) {
            case '[' ->
                key == null ? byPosition(reading, container, singles.size()) : byKey(reading, container, singles);
            case '{' -> byName(reading, container, singles);
            case 'n' -> byName(reading, JsonText.ABSENT, singles);
            default ->
                throw new UnsplittableException(
                        "a single value at " + place() + "; expected a list or an object of items");
        };
    }

    private String place() {
        return items.length == 0 ? "the answer" : String.join(".", items);
    }

    private List<Part> byPosition(Reading reading, int list, int count) {
        List<Part> found = new ArrayList<>(count);
        for (int at = reading.json.first(list); at != JsonText.ABSENT; at = reading.json.next(at)) {
            found.add(reading.item(at));
        }
        if (found.size() != count) {
            throw new UnsplittableException(
                    found.size() + " items at " + place() + "; expected " + count + ", one for each id");
        }
        return found;
    }

    private List<Part> byKey(Reading reading, int list, List<Single> singles) {
        Claims claims = new Claims(singles);
        String[] path = key == null ? new String[0] : key;
        for (int at = reading.json.first(list); at != JsonText.ABSENT; at = reading.json.next(at)) {
            int found = reading.json.find(at, path);
            claims.add(found == JsonText.ABSENT ? null : reading.json.scalar(found), at);
        }
        return claims.items(reading);
    }

    private List<Part> byName(Reading reading, int object, List<Single> singles) {
        Claims claims = new Claims(singles);
        int at = object == JsonText.ABSENT ? JsonText.ABSENT : reading.json.first(object);
        for (; at != JsonText.ABSENT; at = reading.json.next(at)) {
            claims.add(reading.json.name(at), reading.json.member(at));
        }
        return claims.items(reading);
    }

    /** Whose the items are, by their keys. */
    private final class Claims {

        private static final int NOT_SEEN = -1;
        private static final int SEEN_TWICE = -2;

        private final Map<String, Integer> places = new HashMap<>();
        private final List<Single> singles;
        private final int[] items;
        private boolean strangers;

        Claims(List<Single> singles) {
            this.singles = singles;
            items = new int[singles.size()];
            for (int i = 0; i < items.length; i++) {
                items[i] = NOT_SEEN;
                places.put(numbered ? Integer.toString(i) : singles.get(i).id(), i);
            }
        }

        void add(@Nullable String itemKey, int item) {
            Integer place = itemKey == null ? null : places.get(itemKey);
            if (place == null) {
                strangers = true;
            } else {
                items[place] = items[place] == NOT_SEEN ? item : SEEN_TWICE;
            }
        }

        List<Part> items(Reading reading) {
            Set<String> taken = new HashSet<>();
            for (int i = 0; i < items.length && !numbered; i++) {
                if (items[i] != NOT_SEEN) {
                    taken.add(folded(singles.get(i).id()));
                }
            }
            List<Part> found = new ArrayList<>(items.length);
            for (int i = 0; i < items.length; i++) {
                if (items[i] >= 0) {
                    found.add(reading.item(items[i]));
                } else {
                    // What nobody asked for, or another did, may be meant for one whose id is written in another way.
                    boolean certain = items[i] == NOT_SEEN
                            && !strangers
                            && !taken.contains(folded(singles.get(i).id()));
                    found.add(certain ? Part.Lack.MISSING : Part.Lack.UNCERTAIN);
                }
            }
            return found;
        }

        /** The same for ids that an upstream is likely to take for one: they differ in case or in zeros at their beginning. */
        private static String folded(String id) {
            return ZEROS.matcher(id.toLowerCase(Locale.ROOT)).replaceFirst("");
        }
    }

    /** Reads the items of one answer. */
    private final class Reading {

        private final JsonText json;
        private final String type;

        Reading(JsonText json, String type) {
            this.json = json;
            this.type = type;
        }

        /** One item. */
        Part item(int at) {
            if (json.isNull(at)) {
                return Part.Lack.MISSING;
            }
            int code = status(at);
            MultiMap fields = fields(at);
            int body = content == null ? at : json.find(at, content);
            if (code < 0 || fields == null) {
                return Part.Lack.UNCERTAIN;
            }
            if (body == JsonText.ABSENT || (content != null && json.isNull(body)) || code == 204 || code == 304) {
                return new Part.Item(code, fields, new byte[0]);
            }
            if (!fields.contains(HttpHeaders.CONTENT_TYPE)) {
                fields.set(HttpHeaders.CONTENT_TYPE, type);
            } else if (!AnswerFields.isJson(fields.get(HttpHeaders.CONTENT_TYPE))) {
                // Written as JSON in a way that no setting tells.
                return Part.Lack.UNCERTAIN;
            }
            return new Part.Item(code, fields, json.bytes(body));
        }

        private int status(int item) {
            int at = status == null ? JsonText.ABSENT : json.find(item, status);
            String text = at == JsonText.ABSENT ? "200" : json.scalar(at);
            return text != null && text.matches("[2-5][0-9][0-9]") ? Integer.parseInt(text) : -1;
        }

        private @Nullable MultiMap fields(int item) {
            MultiMap fields = HttpHeaders.headers();
            int at = headers == null ? JsonText.ABSENT : json.find(item, headers);
            if (at == JsonText.ABSENT || json.isNull(at)) {
                return fields;
            } else if (json.kind(at) != '{') {
                return null;
            }
            try {
                for (int entry = json.first(at); entry != JsonText.ABSENT; entry = json.next(entry)) {
                    String value = json.scalar(json.member(entry));
                    if (value != null && AnswerFields.own(json.name(entry))) {
                        fields.add(json.name(entry), value);
                    }
                }
                return fields;
            } catch (IllegalArgumentException e) {
                // Characters that a field cannot have.
                return null;
            }
        }
    }
}
