package io.penstock.config;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a credential's settings are held against. */
final class CredentialChecks {
    private static final Pattern TEXT_OF_A_FIELD = Pattern.compile("[\\t\\x20-\\x7e\\x80-\\xff]*");

    private final Checks checks = new Checks();

    /** Expects a setting that another one's value needs; {@code because} was set to {@code value}. */
    void needs(String because, String value, String setting, @Nullable Object found) {
        checks.expect(
                found != null, setting, "nothing", "a value, which " + because + ": " + value + " needs", because);
    }

    void needsEndpoint(@Nullable String issuer, @Nullable String tokenUrl) {
        checks.expect(
                issuer != null || tokenUrl != null,
                "tokenUrl",
                "nothing",
                "the token endpoint's URL, or issuer: the provider's URL, to find it by",
                "issuer");
    }

    void needsPlace(PlaceConfig place) {
        checks.expect(
                place.header() != null || place.queryParameter() != null,
                "place",
                "no header and no queryParameter",
                "one of the two, which says where the API looks for the key, such as header: X-API-Key");
    }

    /** A colon would end the user name (RFC 7617, section 2). */
    void basicUser(@Nullable String username) {
        checks.expect(username == null || username.indexOf(':') < 0, "username", "a name with a colon", "one without");
    }

    /** Secrets travel to this URL: without TLS only on this machine, or where it is allowed. */
    void provider(String setting, @Nullable String url, boolean plain) {
        if (url != null) {
            String flaw = ProviderUrl.flaw(url, plain);
            checks.expect(flaw == null, setting, url, String.valueOf(flaw), "provider");
        }
    }

    /** Expects texts that a field may hold (RFC 9110, section 5.5), and only placeholders that a token answer fills. */
    void headers(Map<String, String> headers, Map<String, String> kept) {
        headers.forEach((name, text) -> {
            checks.expect(
                    TEXT_OF_A_FIELD.matcher(text).matches(),
                    "headers." + name,
                    Masking.MASK,
                    "a text without control characters");
            Matcher placeholder = RunTimeValues.PLACEHOLDER.matcher(text);
            while (placeholder.find()) {
                checks.expect(
                        kept.containsKey(placeholder.group(1)),
                        "headers." + name,
                        "${credential." + placeholder.group(1) + "}",
                        RunTimeValues.expected(kept.keySet()),
                        "answer");
            }
        });
    }

    void done() {
        checks.done();
    }
}
