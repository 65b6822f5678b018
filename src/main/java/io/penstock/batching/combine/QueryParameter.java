package io.penstock.batching.combine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A parameter of the query by which single requests are told apart. Immutable. */
final class QueryParameter {

    private final String name;

    /** One of that name, in which percent-encoding counts as what it stands for. */
    QueryParameter(String name) {
        this.name = decoded(name);
    }

    /** The name of a pair as in {@code name=value}, decoded where it can be. */
    static String name(String pair) {
        int equals = pair.indexOf('=');
        return decoded(equals < 0 ? pair : pair.substring(0, equals));
    }

    private static String decoded(String name) {
        String decoded = PercentText.decode(name.replace("+", "%20"));
        return decoded == null ? name : decoded;
    }

    /**
     * Its value, decoded.
     *
     * @param query with its question mark, or empty
     * @return null where it is not certain what is meant: it is not there, stands there twice or in another case, cannot be
     *     decoded, or has a plus sign, which only some servers take for a space
     */
    @Nullable
    String value(String query) {
        List<String> named = pairs(query, true);
        if (named.size() != 1 || !name(named.get(0)).equals(name)) {
            return null;
        }
        String value = named.get(0).substring(named.get(0).indexOf('=') + 1);
        return named.get(0).indexOf('=') < 0 || value.indexOf('+') >= 0 ? null : PercentText.decode(value);
    }

    /** The query without it; empty where nothing else is in it. */
    String without(String query) {
        List<String> others = pairs(query, false);
        return others.isEmpty() ? "" : "?" + String.join("&", others);
    }

    private List<String> pairs(String query, boolean named) {
        List<String> pairs = new ArrayList<>();
        for (String pair : query.isEmpty() ? new String[0] : query.substring(1).split("&", -1)) {
            if (name(pair).equalsIgnoreCase(name) == named) {
                pairs.add(pair);
            }
        }
        return pairs;
    }
}
