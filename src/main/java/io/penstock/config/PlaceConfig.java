package io.penstock.config;

import org.jspecify.annotations.Nullable;

/** Where a request carries a token or a key. */
public record PlaceConfig(
        @Setting(
                value = "Header field; Authorization where absent, but for api_key there is no default.",
                pattern = CredentialConfig.FIELD_NAME,
                expected = CredentialConfig.FIELD_NAME_IN_WORDS,
                example = "X-API-Key")
        @Nullable
        String header,

        @Setting(
                value =
                        "What stands before it in the field, with its space, such as 'Token '; where absent 'Bearer ' in Authorization, and nothing in other fields.",
                pattern = "[\\x20-\\x7e]{1,64}",
                expected = "1 to 64 printable ASCII characters",
                example = "'Token '")
        @Nullable
        String prefix,

        @Setting(
                value = "Query parameter that carries it in place of a header field.",
                pattern = "[A-Za-z0-9._~-]{1,128}",
                expected = "a name of letters, digits and ._~-",
                example = "api_key")
        @Nullable
        String queryParameter) {

    private static final String AUTHORIZATION = "Authorization";

    /** The field that carries it, where it is not a query parameter. */
    public String effectiveHeader() {
        return header != null ? header : AUTHORIZATION;
    }

    /** What stands before it in the field; empty for nothing. */
    public String effectivePrefix() {
        return prefix != null ? prefix : effectiveHeader().equalsIgnoreCase(AUTHORIZATION) ? "Bearer " : "";
    }
}
