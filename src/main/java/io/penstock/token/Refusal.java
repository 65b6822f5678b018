package io.penstock.token;

import io.penstock.exchange.Answer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How an upstream says that a token is no good: a 401 always, and what a route declares besides.
 *
 * @param status the other status, such as 403; 0 where there is none
 * @param challenge what {@code WWW-Authenticate} holds then, in any case of letters; null for anything
 * @param body what the first 64 KiB of the body hold then, such as an error code; null for anything
 */
public record Refusal(
        int status, @Nullable String challenge, @Nullable String body) {

    /** A 401 and nothing else. */
    public static final Refusal UNAUTHORIZED = new Refusal(0, null, null);

    private static final int STATUS_401 = 401;

    /** What the head of an answer says. */
    Verdict judge(Answer answer) {
        if (answer.status() == STATUS_401) {
            return Verdict.REFUSED;
        }
        if (answer.status() != status || !challenged(answer)) {
            return Verdict.ACCEPTED;
        }
        return body == null ? Verdict.REFUSED : Verdict.READ_BODY;
    }

    private boolean challenged(Answer answer) {
        if (challenge == null) {
            return true;
        }
        String wanted = challenge.toLowerCase(Locale.ROOT);
        return answer.headers().getAll("www-authenticate").stream()
                .anyMatch(given -> given.toLowerCase(Locale.ROOT).contains(wanted));
    }

    /** Whether the beginning of the body tells a refusal. */
    boolean tells(String beginning) {
        return body == null || beginning.contains(body);
    }

    /** What an answer's head says of the token. */
    enum Verdict {
        ACCEPTED,
        REFUSED,
        /** The body will tell. */
        READ_BODY
    }
}
