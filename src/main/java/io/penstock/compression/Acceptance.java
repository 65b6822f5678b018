package io.penstock.compression;

import io.penstock.config.CompressionConfig.Coding;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a caller's {@code Accept-Encoding} comes to (RFC 9110, section 12.5.3).
 *
 * @param coding the coding to answer in, which of those that are offered the caller likes best; null where it likes none, or
 *     the bare answer better
 * @param identityRefused whether it said that it does not understand the bare answer
 */
record Acceptance(@Nullable Coding coding, boolean identityRefused) {

    /** Of a caller that said nothing, or nothing of use. */
    static final Acceptance NOTHING = new Acceptance(null, false);

    /** Weights are in thousandths. */
    private static final int HIGHEST = 1_000;

    private static final int UNSAID = -1;

    /**
     * Reads a field's value. A member that is malformed is passed over; of two for the same coding the last one counts.
     *
     * @param field the value, that of several lines joined by commas
     * @param offered what there is, best first
     */
    static Acceptance of(String field, List<Coding> offered) {
        Weights weights = new Weights();
        for (int from = 0; from < field.length(); ) {
            int comma = field.indexOf(',', from);
            int to = comma < 0 ? field.length() : comma;
            weights.read(field, from, to);
            from = to + 1;
        }
        return weights.choose(offered);
    }

    private static final class Weights {

        private final Map<Coding, Integer> codings = new EnumMap<>(Coding.class);
        private int identity = UNSAID;
        private int others = UNSAID;

        void read(String field, int from, int to) {
            int semicolon = field.indexOf(';', from);
            int nameEnd = semicolon < 0 || semicolon > to ? to : semicolon;
            String name = field.substring(from, nameEnd).strip();
            int weight = nameEnd == to
                    ? HIGHEST
                    : weight(field.substring(nameEnd + 1, to).strip());
            if (weight == UNSAID) {
                return;
            }
            if (name.equals("*")) {
                others = weight;
            } else if (name.equalsIgnoreCase("identity")) {
                identity = weight;
            } else {
                Coding coding = named(name);
                if (coding != null) {
                    codings.put(coding, weight);
                }
            }
        }

        private static @Nullable Coding named(String name) {
            if (name.equalsIgnoreCase("x-gzip")) {
                // RFC 9110, section 8.4.1.3.
                return Coding.GZIP;
            }
            for (Coding coding : Coding.values()) {
                if (coding.token().equalsIgnoreCase(name)) {
                    return coding;
                }
            }
            return null;
        }

        /** The weight that a parameter gives, {@link #UNSAID} where it is none: 0 to 1 with up to three decimals. */
        private static int weight(String parameter) {
            if (!parameter.startsWith("q=") && !parameter.startsWith("Q=")) {
                return UNSAID;
            }
            int length = parameter.length();
            if (length < 3 || length > 7 || (length > 3 && parameter.charAt(3) != '.')) {
                return UNSAID;
            }
            int weight = 0;
            int unit = HIGHEST;
            for (int i = 2; i < length; i++) {
                if (i != 3) {
                    int digit = parameter.charAt(i) - '0';
                    if (digit < 0 || digit > 9) {
                        return UNSAID;
                    }
                    weight += digit * unit;
                    unit /= 10;
                }
            }
            return weight <= HIGHEST ? weight : UNSAID;
        }

        Acceptance choose(List<Coding> offered) {
            Coding best = null;
            int bestWeight = 0;
            for (Coding coding : offered) {
                int weight = codings.getOrDefault(coding, others);
                if (weight > bestWeight) {
                    best = coding;
                    bestWeight = weight;
                }
            }
            boolean refused = identity == 0 || (identity == UNSAID && others == 0);
            return new Acceptance(identity > bestWeight ? null : best, refused);
        }
    }
}
