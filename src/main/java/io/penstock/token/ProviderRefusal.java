package io.penstock.token;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what an identity provider says when it issues nothing. */
final class ProviderRefusal {

    /** Begins the part of a detail that blames the clocks. */
    static final String CLOCKS_DIFFER = "; its clock is ";

    /** RFC 6749, section 5.2; RFC 8707, section 2; RFC 7009, section 2.2.1; and what people denied. */
    private static final Set<String> FOR_GOOD = Set.of(
            "invalid_request",
            "invalid_client",
            "invalid_grant",
            "unauthorized_client",
            "unsupported_grant_type",
            "invalid_scope",
            "invalid_target",
            "unsupported_token_type",
            "access_denied");

    private static final Set<String> FOR_NOW =
            Set.of("temporarily_unavailable", "server_error", "slow_down", "too_many_requests");

    /** Where codes and descriptions are found: as RFC 6749 says, and as others do it. */
    private static final List<AnswerPath> CODES =
            paths("error", "error.status", "error.code", "error.type", "error_code", "errorCode", "code");

    private static final List<AnswerPath> DESCRIPTIONS =
            paths("error_description", "error.message", "errorMessage", "message", "detail");

    private static final long NOTABLE_SKEW_MILLIS = 30_000;

    private ProviderRefusal() {}

    private static List<AnswerPath> paths(String... texts) {
        return List.of(texts).stream().map(AnswerPath::new).toList();
    }

    /** Whether an answer that calls itself a success names an error. */
    static boolean isNamedIn(Object content) {
        return new AnswerPath("error").textIn(content) != null;
    }

    /** The failure that an answer stands for which is no success, or names an error. */
    static TokenFailure of(ProviderAnswer answer, ProviderRequest request) {
        Object content = answer.content();
        String named = content == null ? null : first(CODES, content);
        boolean registered = named != null && (FOR_GOOD.contains(named) || FOR_NOW.contains(named));
        String code = registered ? named : request.secrets().code(named);
        String said = content == null ? "" : request.secrets().describe(first(DESCRIPTIONS, content));
        String detail = request.place() + " answered " + answer.status() + (code == null ? "" : " " + code)
                + (said.isEmpty() ? "" : ": " + said) + hint(answer);
        return new TokenFailure(
                kind(answer.status(), code),
                code == null ? "http-" + answer.status() : code,
                detail,
                answer.retryAfterNanos());
    }

    private static @Nullable String first(List<AnswerPath> paths, Object content) {
        return paths.stream()
                .map(path -> path.textIn(content))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static TokenFailure.Kind kind(int status, @Nullable String code) {
        if (status >= 500) {
            // A proxy says 502 and 504 when it knows nothing of what the provider did with the request.
            boolean own = status == 500 || status == 501 || status == 503;
            return own ? TokenFailure.Kind.REFUSED_FOR_NOW : TokenFailure.Kind.ANSWER_LOST;
        }
        boolean known = code != null && FOR_GOOD.contains(code);
        boolean passing = code != null && FOR_NOW.contains(code);
        return status != 429 && !passing && (known || status == 400 || status == 401)
                ? TokenFailure.Kind.PERMANENT
                : TokenFailure.Kind.REFUSED_FOR_NOW;
    }

    private static String hint(ProviderAnswer answer) {
        if (answer.status() >= 300 && answer.status() < 400) {
            return "; redirects are not followed: set the URL to where it leads";
        }
        Long skew = answer.skewMillis();
        return skew != null && Math.abs(skew) > NOTABLE_SKEW_MILLIS
                ? CLOCKS_DIFFER + Math.abs(skew) / 1_000 + " s " + (skew > 0 ? "ahead of" : "behind") + " ours"
                : "";
    }
}
