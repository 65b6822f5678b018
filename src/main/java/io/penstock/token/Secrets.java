package io.penstock.token;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a request held in confidence, and a provider's words must not repeat in our messages. */
record Secrets(List<String> values) {

    static final Secrets NONE = new Secrets(List.of());

    private static final int LONGEST_TEXT = 200;
    private static final Pattern CODE = Pattern.compile("[A-Za-z0-9_.-]{1,64}");
    // As long as what could be a token.
    private static final Pattern TOKEN_LIKE = Pattern.compile("[A-Za-z0-9_.~+/=-]{32,}");

    Secrets {
        values = List.copyOf(values);
    }

    /** A provider's text in one short line, what could be a token masked; empty where it repeats a secret. */
    String describe(@Nullable String text) {
        return TOKEN_LIKE.matcher(line(text)).replaceAll("***");
    }

    /** A text of our own side in one short line; empty where it repeats a secret. */
    String line(@Nullable String text) {
        if (text == null || text.isBlank() || repeatedIn(text)) {
            return "";
        }
        String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
        return line.length() > LONGEST_TEXT ? line.substring(0, LONGEST_TEXT) + "…" : line;
    }

    /** A provider's error code; null where it is none that may be shown. */
    @Nullable
    String code(@Nullable String text) {
        return text != null && CODE.matcher(text).matches() && !repeatedIn(text) ? text : null;
    }

    private boolean repeatedIn(String text) {
        return values.stream()
                .anyMatch(secret -> !secret.isEmpty()
                        && (text.contains(secret) || text.contains(URLEncoder.encode(secret, StandardCharsets.UTF_8))));
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return "Secrets[" + values.size() + "]";
    }
}
