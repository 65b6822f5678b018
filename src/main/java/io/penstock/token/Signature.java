package io.penstock.token;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.penstock.exchange.Exchange;
import io.vertx.core.http.HttpHeaders;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What signs requests: fields, or a parameter of the query, ready to be set. Immutable, and silent about its secret.
 */
public final class Signature {

    private final Field[] fields;
    private final @Nullable Parameter parameter;
    private final boolean inAuthorization;

    private Signature(List<Field> fields, @Nullable Parameter parameter) {
        this.fields = fields.toArray(Field[]::new);
        this.parameter = parameter;
        this.inAuthorization = fields.stream().anyMatch(field -> field.is(HttpHeaders.AUTHORIZATION));
    }

    /** One field, such as {@code Authorization} with a value that begins with {@code Bearer }. */
    static Signature field(String name, String value) {
        return new Signature(List.of(new Field(name, value)), null);
    }

    /** An API key in a field of its own, after a prefix that may be empty. */
    public static Signature apiKey(String field, String prefix, String key) {
        return field(field, prefix + key);
    }

    /** An API key as a parameter of the query. */
    public static Signature queryKey(String parameter, String key) {
        return new Signature(List.of(), new Parameter(parameter, key));
    }

    /** A bearer token (RFC 6750). */
    public static Signature bearer(String token) {
        return field("Authorization", "Bearer " + token);
    }

    /** User and password (RFC 7617), in UTF-8. */
    public static Signature basic(String user, String password) {
        byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return field("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair));
    }

    /** Several fields. */
    public static Signature headers(Map<String, String> values) {
        List<Field> fields = new ArrayList<>();
        values.forEach((name, value) -> fields.add(new Field(name, value)));
        return new Signature(fields, null);
    }

    /** This, and further fields. */
    Signature with(Map<String, String> more) {
        List<Field> all = new ArrayList<>(List.of(fields));
        more.forEach((name, value) -> all.add(new Field(name, value)));
        return new Signature(all, parameter);
    }

    /** Sets what signs, in place of what the caller sent under the same names, and of the caller's own Authorization. */
    void apply(Exchange exchange) {
        for (Field field : fields) {
            exchange.headers().set(field.name(), field.value());
        }
        if (!inAuthorization) {
            exchange.headers().remove(HttpHeaders.AUTHORIZATION);
        }
        if (parameter != null) {
            exchange.retarget(parameter.in(exchange.target()));
        }
    }

    /** Whether the caller has sent credentials of its own, or what this would set. */
    boolean sentByCaller(Exchange exchange) {
        if (exchange.headers().contains(HttpHeaders.AUTHORIZATION)) {
            return true;
        }
        for (Field field : fields) {
            if (exchange.headers().contains(field.name())) {
                return true;
            }
        }
        return parameter != null && parameter.isIn(exchange.target());
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return parameter == null ? "Signature[" + fields.length + " fields]" : "Signature[" + parameter.name + "]";
    }

    private record Field(CharSequence name, CharSequence value) {

        Field(String name, String value) {
            this(HttpHeaders.createOptimized(name), HttpHeaders.createOptimized(checked(value)));
        }

        boolean is(CharSequence other) {
            return name.toString().equalsIgnoreCase(other.toString());
        }

        private static String checked(String value) {
            for (int i = 0; i < value.length(); i++) {
                char c = value.charAt(i);
                if (c < ' ' || c > '~') {
                    throw new IllegalArgumentException(
                            "a character at index " + i + " of the value; expected visible ASCII");
                }
            }
            return value;
        }

        @Override
        public String toString() {
            return name.toString();
        }
    }

    private static final class Parameter {

        private final String name;
        private final String pair;

        Parameter(String name, String value) {
            this.name = name;
            this.pair = encode(name) + "=" + encode(value);
        }

        /** The target with this parameter at its end and no other of the name. */
        String in(String target) {
            int query = target.indexOf('?');
            if (query < 0) {
                return target + "?" + pair;
            }
            StringBuilder signed = new StringBuilder(target.length() + pair.length() + 1);
            signed.append(target, 0, query + 1);
            for (String other : target.substring(query + 1).split("&", -1)) {
                if (!names(other)) {
                    signed.append(other).append('&');
                }
            }
            return signed.append(pair).toString();
        }

        boolean isIn(String target) {
            int query = target.indexOf('?');
            if (query >= 0) {
                for (String other : target.substring(query + 1).split("&", -1)) {
                    if (names(other)) {
                        return true;
                    }
                }
            }
            return false;
        }

        private boolean names(String other) {
            int equals = other.indexOf('=');
            String written = equals < 0 ? other : other.substring(0, equals);
            if (written.equals(name)) {
                return true;
            }
            try {
                return QueryStringDecoder.decodeComponent(written).equals(name);
            } catch (IllegalArgumentException malformed) {
                return false;
            }
        }

        private static String encode(String text) {
            // A space is %20 everywhere in a URL; + is one in forms alone.
            return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
        }
    }
}
