package io.penstock.token;

/** Where a token stands in a request. */
@FunctionalInterface
interface TokenPlacement {

    /** {@code Authorization: Bearer …} (RFC 6750), where nothing else is said. */
    TokenPlacement BEARER = field("Authorization", "Bearer ");

    /** What signs with the token; throws IllegalArgumentException, without it, where it has characters that no field may have. */
    Signature sign(String token);

    /** In a field, after a prefix that may be empty. */
    static TokenPlacement field(String name, String prefix) {
        return token -> Signature.field(name, prefix + token);
    }

    /** As a parameter of the query. */
    static TokenPlacement query(String parameter) {
        return token -> Signature.queryKey(parameter, token);
    }
}
