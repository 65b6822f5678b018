package io.penstock.config;

import org.jspecify.annotations.Nullable;

/** What is exchanged for a token (RFC 8693). */
public record TokenExchangeConfig(
        @Setting(value = "The token to exchange.", secret = true, example = "${SUBJECT_TOKEN:-a-token}") @Nullable
        String subjectToken,

        @Setting(
                value =
                        "Path of a file that holds the token to exchange and is read for each request, since others renew it.",
                example = "/var/run/secrets/tokens/penstock")
        @Nullable
        String subjectTokenPath,

        @Setting(value = "What the token to exchange is.", byDefault = "urn:ietf:params:oauth:token-type:access_token")
        String subjectTokenType,

        @Setting(value = "The token of who acts for the subject.", secret = true, example = "${ACTOR_TOKEN:-a-token}")
        @Nullable
        String actorToken,

        @Setting(value = "What the actor's token is.", byDefault = "urn:ietf:params:oauth:token-type:access_token")
        String actorTokenType,

        @Setting(
                value = "What to ask for; the provider's choice where absent.",
                example = "urn:ietf:params:oauth:token-type:access_token")
        @Nullable
        String requestedTokenType) {

    /** Refuses an exchange of nothing. */
    public TokenExchangeConfig {
        new Checks()
                .expect(
                        subjectToken != null || subjectTokenPath != null,
                        "subjectToken",
                        "nothing",
                        "the token to exchange, or subjectTokenPath: a file that holds it",
                        "subjectTokenPath")
                .done();
    }

    /** Without the tokens. */
    @Override
    public String toString() {
        return "TokenExchangeConfig[subjectTokenType=" + subjectTokenType + "]";
    }
}
