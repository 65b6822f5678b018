package io.penstock.config;

import org.jspecify.annotations.Nullable;

/** An answer that says what a 401 says: that the credential is not, or no longer, accepted. All that is given must fit. */
public record CredentialRejectedConfig(
        @Setting(value = "Status of the answer.", byDefault = "403", min = "200", max = "599")
        int status,

        @Setting(value = "Text that WWW-Authenticate contains, in any case.", example = "invalid_token") @Nullable
        String wwwAuthenticate,

        @Setting(
                value = "Path of a value in the JSON body, names separated by dots.",
                pattern = TokenAnswerConfig.PATH,
                example = "error.code")
        @Nullable
        String bodyPath,

        @Setting(value = "That value, as a text.", example = "token_expired") @Nullable
        String bodyValue) {

    /** Refuses half of a condition, and one that would take every success for a refusal. */
    public CredentialRejectedConfig {
        new Checks()
                .expect(
                        bodyPath == null || bodyValue != null,
                        "bodyValue",
                        "nothing",
                        "a value beside bodyPath",
                        "bodyPath")
                .expect(
                        bodyValue == null || bodyPath != null,
                        "bodyPath",
                        "nothing",
                        "a path beside bodyValue",
                        "bodyValue")
                .expect(
                        status >= 400 || wwwAuthenticate != null || bodyPath != null,
                        "status",
                        status,
                        "400 to 599, or wwwAuthenticate or bodyPath beside it",
                        "wwwAuthenticate",
                        "bodyPath")
                .done();
    }
}
