package io.penstock.gateway.inbound;

import io.penstock.error.BadRequestException;
import io.penstock.error.Problem;
import io.vertx.core.MultiMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What may be in fields that did not come through the server's parser (RFC 9110, section 5): a line break in one would
 * begin another field, or another request. Pure.
 */
public final class FieldRules {

    private FieldRules() {}

    /** Why the fields must not be sent; null where they may be. */
    public static @Nullable BadRequestException check(MultiMap fields) {
        for (Map.Entry<String, String> field : fields) {
            BadRequestException verdict = check(field.getKey(), field.getValue());
            if (verdict != null) {
                return verdict;
            }
        }
        return null;
    }

    private static @Nullable BadRequestException check(String name, String value) {
        if (name.isEmpty() || !name.chars().allMatch(Characters::isToken)) {
            return malformed("field name '" + Characters.excerpt(name) + "'; expected a token such as X-Request-Id");
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (!isLegal(c)) {
                // The value itself is not shown: it may be a secret.
                return malformed(String.format(
                        "character U+%04X in the value of %s; expected no control characters and none beyond Latin-1",
                        (int) c, Characters.excerpt(name)));
            }
        }
        return null;
    }

    private static boolean isLegal(char c) {
        return (c >= ' ' && c != 0x7f && c <= 0xff) || c == '\t';
    }

    private static BadRequestException malformed(String detail) {
        return new BadRequestException(Problem.BAD_REQUEST, detail);
    }
}
