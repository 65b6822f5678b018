package io.penstock.token;

import io.penstock.config.CredentialRejectedConfig;
import io.penstock.exchange.Answer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How an upstream says that a token is no good: a 401 always, and what is declared besides. Immutable. */
public final class Refusal {

    /** A 401 and nothing else. */
    public static final Refusal UNAUTHORIZED = new Refusal(List.of());

    private static final int STATUS_401 = 401;

    private final Sign[] signs;

    private Refusal(List<Sign> signs) {
        this.signs = signs.toArray(Sign[]::new);
    }

    /** A 401, and what the settings say; one of them is enough. */
    public static Refusal of(List<CredentialRejectedConfig> settings) {
        return settings.isEmpty()
                ? UNAUTHORIZED
                : new Refusal(settings.stream().map(Sign::new).toList());
    }

    /** What the head of an answer says. */
    Verdict judge(Answer answer) {
        if (answer.status() == STATUS_401) {
            return Verdict.REFUSED;
        }
        Verdict verdict = Verdict.ACCEPTED;
        for (Sign sign : signs) {
            if (sign.fitsHead(answer)) {
                if (sign.path == null) {
                    return Verdict.REFUSED;
                }
                verdict = readable(answer) ? Verdict.READ_BODY : verdict;
            }
        }
        return verdict;
    }

    /** Only JSON in the clear is held back to be read: an event stream must flow, and may never end. */
    private static boolean readable(Answer answer) {
        String type = answer.headers().get("content-type");
        return type != null
                && type.toLowerCase(Locale.ROOT).split(";", 2)[0].strip().matches("application/([^/]+\\+)?json")
                && !answer.headers().contains("content-encoding");
    }

    /** Whether an answer whose body had to be read tells a refusal. */
    boolean tells(Answer answer, String body) {
        Object content = content(body);
        for (Sign sign : signs) {
            if (content != null && sign.fitsHead(answer) && sign.fitsBody(content)) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable Object content(String body) {
        try {
            return Json.decodeValue(body);
        } catch (DecodeException e) {
            return null;
        }
    }

    /** What an answer's head says of the token. */
    enum Verdict {
        ACCEPTED,
        REFUSED,
        /** The body will tell. */
        READ_BODY
    }

    /** One declared way to say it. */
    private static final class Sign {

        private final int status;
        private final @Nullable String challenge;
        private final @Nullable AnswerPath path;
        private final @Nullable String value;

        Sign(CredentialRejectedConfig settings) {
            String challenged = settings.wwwAuthenticate();
            String at = settings.bodyPath();
            this.status = settings.status();
            this.challenge = challenged == null ? null : challenged.toLowerCase(Locale.ROOT);
            this.path = at == null ? null : new AnswerPath(at);
            this.value = settings.bodyValue();
        }

        boolean fitsHead(Answer answer) {
            String wanted = challenge;
            return answer.status() == status
                    && (wanted == null
                            || answer.headers().getAll("www-authenticate").stream()
                                    .anyMatch(given ->
                                            given.toLowerCase(Locale.ROOT).contains(wanted)));
        }

        boolean fitsBody(Object content) {
            return path != null && value != null && value.equals(path.textIn(content));
        }
    }
}
