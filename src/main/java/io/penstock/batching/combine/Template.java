package io.penstock.batching.combine;

import io.penstock.config.BatchTemplate;
import io.vertx.core.json.Json;
import java.util.List;
import java.util.regex.Pattern;

/** A text of a batch whose places are filled from single requests. Immutable. */
final class Template {

    private static final int LITERAL = -1;
    private static final int INDEX = -2;
    private static final int TARGET = -3;

    /** What is JSON and, in a program that keeps it as a number of 64 bits, itself. */
    private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,17}");

    private final boolean json;
    private final List<Piece> before;
    private final List<Piece> element;
    private final String separator;
    private final List<Piece> after;

    /** A text, or the place of what has that number: a parameter of the route, or one of the above. */
    private record Piece(String text, int number, boolean quoted) {}

    /**
     * That of a target, or of a body.
     *
     * @param json whether it is JSON
     */
    Template(BatchTemplate text, boolean json, RoutePattern route) {
        this.json = json;
        this.before = pieces(text.before(), route);
        this.element = pieces(text.element(), route);
        this.separator = text.separator();
        this.after = pieces(text.after(), route);
    }

    private static List<Piece> pieces(List<BatchTemplate.Part> parts, RoutePattern route) {
        return parts.stream()
                .map(part -> new Piece(part.text(), part.place() ? number(part.text(), route) : LITERAL, part.quoted()))
                .toList();
    }

    private static int number(String place, RoutePattern route) {
        int parameter = route.number(place);
        if (parameter >= 0) {
            return parameter;
        }
        return place.equals(BatchTemplate.INDEX) ? INDEX : TARGET;
    }

    /** Whether an element stands in it for each request. */
    boolean repeats() {
        return !element.isEmpty();
    }

    /** Whether a value can stand in its places: one that stands outside of quotes in JSON must be a number. */
    boolean takes(int parameter, String value) {
        return !json
                || element.stream().noneMatch(piece -> piece.number == parameter && !piece.quoted)
                || NUMBER.matcher(value).matches();
    }

    /** What it says between two elements. */
    String separator() {
        return separator;
    }

    /** The text for several requests, of which the first tells what they have in common. */
    String fill(List<Single> singles) {
        StringBuilder text = new StringBuilder();
        add(before, singles.get(0), 0, text);
        for (int i = 0; i < singles.size() && repeats(); i++) {
            if (i > 0) {
                text.append(separator);
            }
            add(element, singles.get(i), i, text);
        }
        add(after, singles.get(0), 0, text);
        return text.toString();
    }

    /** How many characters a request adds at most, with its separator, as one of so many. */
    int weight(Single single, int most) {
        StringBuilder text = new StringBuilder();
        add(element, single, most, text);
        return text.length() + separator.length();
    }

    private void add(List<Piece> pieces, Single single, int index, StringBuilder text) {
        for (Piece piece : pieces) {
            switch (piece.number) {
                case LITERAL -> text.append(piece.text);
                case INDEX -> text.append(index);
                case TARGET -> addValue(single.target(), piece, text);
                default -> addValue(single.values().get(piece.number), piece, text);
            }
        }
    }

    private void addValue(String value, Piece piece, StringBuilder text) {
        if (!json) {
            PercentText.encode(value, text);
        } else if (piece.quoted) {
            String quoted = Json.encode(value);
            text.append(quoted, 1, quoted.length() - 1);
        } else {
            text.append(value);
        }
    }
}
