package io.penstock.testing;

/** A header or trailer field as it stood on the wire, its value without the blanks around it. */
public record RawField(String name, String value) {

    static RawField parse(String line) {
        int colon = line.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("not a field: " + line);
        }
        return new RawField(line.substring(0, colon), line.substring(colon + 1).strip());
    }
}
