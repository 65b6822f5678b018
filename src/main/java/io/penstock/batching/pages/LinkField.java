package io.penstock.batching.pages;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code Link} fields (RFC 8288, section 3 and appendix B) for one relation. What cannot be read ends the field, as if
 * nothing more stood there; a link that says with {@code anchor} that it starts elsewhere is passed over.
 */
final class LinkField {

    private final String text;
    private int at;

    private LinkField(String text) {
        this.text = text;
    }

    /** The first target with the relation, as it was written; null where there is none. */
    static @Nullable String find(List<String> fields, String relation) {
        for (String field : fields) {
            String target = new LinkField(field).find(relation);
            if (target != null) {
                return target;
            }
        }
        return null;
    }

    private @Nullable String find(String relation) {
        while (true) {
            skip(" \t,");
            if (!take('<')) {
                return null;
            }
            int end = text.indexOf('>', at);
            if (end < 0) {
                return null;
            }
            String target = text.substring(at, end).strip();
            at = end + 1;
            if (parameters(relation)) {
                return target;
            }
        }
    }

    /** Reads a link's parameters; whether they name the relation. */
    private boolean parameters(String relation) {
        boolean related = false;
        boolean relSeen = false;
        boolean elsewhere = false;
        skip(" \t");
        while (take(';')) {
            skip(" \t");
            String name = until(" \t=;,");
            skip(" \t");
            String value = "";
            if (take('=')) {
                skip(" \t");
                value = take('"') ? quoted() : until(";,").strip();
            }
            if (name.equalsIgnoreCase("rel") && !relSeen) {
                relSeen = true;
                related = names(value, relation);
            }
            elsewhere |= name.equalsIgnoreCase("anchor");
            skip(" \t");
        }
        return related && !elsewhere;
    }

    private static boolean names(String relations, String wanted) {
        for (String relation : relations.strip().split("[ \t]+", -1)) {
            if (relation.equalsIgnoreCase(wanted)) {
                return true;
            }
        }
        return false;
    }

    private String quoted() {
        StringBuilder value = new StringBuilder();
        while (at < text.length() && text.charAt(at) != '"') {
            if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                at++;
            }
            value.append(text.charAt(at));
            at++;
        }
        at++;
        return value.toString();
    }

    private String until(String ends) {
        int from = at;
        while (at < text.length() && ends.indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return text.substring(from, at);
    }

    private void skip(String characters) {
        while (at < text.length() && characters.indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private boolean take(char expected) {
        boolean here = at < text.length() && text.charAt(at) == expected;
        if (here) {
            at++;
        }
        return here;
    }
}
