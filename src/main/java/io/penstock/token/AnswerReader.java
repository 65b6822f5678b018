package io.penstock.token;

import io.penstock.config.TokenAnswerConfig;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a token endpoint's answer (RFC 6749, section 5). */
final class AnswerReader {

    private static final int LONGEST_TOKEN = 32 * 1024;
    private static final int LONGEST_KEPT = 2 * 1024;
    // What a field may hold without being cut in two (RFC 9110, section 5.5).
    private static final Pattern FIELD_TEXT = Pattern.compile("[\\x20-\\x7e]+");

    private final AnswerPath accessToken;
    private final AnswerPath refreshToken;
    private final LifeReader life;
    private final Map<String, AnswerPath> keep = new LinkedHashMap<>();

    AnswerReader(TokenAnswerConfig config) {
        this.accessToken = new AnswerPath(config.accessToken());
        this.refreshToken = new AnswerPath(config.refreshToken());
        this.life = new LifeReader(config);
        config.keep().forEach((name, path) -> keep.put(name, new AnswerPath(path)));
    }

    /** The token that an answer holds. Its messages say what kind of thing was found, never the thing itself. */
    IssuedToken read(ProviderAnswer answer, ProviderRequest request) throws TokenFailure {
        if (!answer.succeeded()) {
            throw ProviderRefusal.of(answer, request);
        }
        Object content = answer.content();
        if (content == null) {
            throw unreadable(
                    request,
                    answer.body().length() == 0
                            ? "nothing"
                            : answer.mediaType().isEmpty() ? "no JSON" : answer.mediaType() + " that is no JSON",
                    "JSON");
        }
        if (accessToken.in(content) == null && ProviderRefusal.isNamedIn(content)) {
            throw ProviderRefusal.of(answer, request);
        }
        String access = token(accessToken, content, request);
        if (access == null) {
            throw unreadable(request, "no value at " + accessToken.text(), "the access token there");
        }
        return new IssuedToken(
                access,
                token(refreshToken, content, request),
                life.nanos(content, access, answer.providerTime()),
                kept(content),
                answer.skewMillis());
    }

    private static @Nullable String token(AnswerPath path, Object content, ProviderRequest request)
            throws TokenFailure {
        Object value = path.in(content);
        if (value == null || value.equals("")) {
            return null;
        }
        if (!(value instanceof String text)) {
            throw unreadable(request, "another type at " + path.text(), "a text");
        }
        if (text.length() > LONGEST_TOKEN || !FIELD_TEXT.matcher(text).matches()) {
            throw unreadable(
                    request,
                    "a text of " + text.length() + " characters at " + path.text(),
                    "a token of printable ASCII, at most 32 KiB");
        }
        return text;
    }

    /** What is not there, or could not stand in a field, is left out: the token itself is good. */
    private Map<String, String> kept(Object content) {
        Map<String, String> kept = new LinkedHashMap<>();
        keep.forEach((name, path) -> {
            String text = path.textIn(content);
            if (text != null
                    && text.length() <= LONGEST_KEPT
                    && FIELD_TEXT.matcher(text).matches()) {
                kept.put(name, text);
            }
        });
        return kept;
    }

    private static TokenFailure unreadable(ProviderRequest request, String found, String expected) {
        return new TokenFailure(
                TokenFailure.Kind.ANSWER_LOST,
                "unreadable-answer",
                request.place() + " answered with " + found + "; expected " + expected,
                -1);
    }
}
