package io.penstock.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The form of token requests. */
public record TokenRequestConfig(
        @Setting(value = "Method: post, or get with all parameters in the query.", byDefault = "post")
        Method method,

        @Setting(value = "Body of a post: form or json.", byDefault = "form")
        Format format,

        @Setting(
                value = "Further header fields.",
                byDefault = "{}",
                secret = true,
                pattern = CredentialConfig.FIELD_NAME,
                expected = CredentialConfig.FIELD_NAME_IN_WORDS)
        Map<String, String> headers,

        @Setting(
                value = "Further parameters, and others in place of those that Penstock would send.",
                byDefault = "{}",
                secret = true,
                pattern = "\\S{1,256}",
                expected = "a name without spaces")
        Map<String, String> parameters,

        @Setting(value = "What stands between two scopes; a space where absent.", example = "','") @Nullable
        String scopeSeparator) {

    /** Refuses fields that no request may have. */
    public TokenRequestConfig {
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        Checks checks = new Checks();
        headers.forEach((name, text) -> checks.expect(
                !text.matches("(?s).*[\\r\\n\\x00].*"), "headers." + name, Masking.MASK, "a text of one line"));
        checks.done();
    }

    /** What stands between two scopes. */
    public String effectiveScopeSeparator() {
        return scopeSeparator == null ? " " : scopeSeparator;
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return "TokenRequestConfig[method=" + method + ", format=" + format + "]";
    }

    /** How parameters travel. */
    public enum Method {
        POST,
        GET
    }

    /** How parameters are written in a body. */
    public enum Format {
        FORM,
        JSON
    }
}
