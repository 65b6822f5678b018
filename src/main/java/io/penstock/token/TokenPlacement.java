package io.penstock.token;

import io.penstock.config.CredentialConfig;
import io.penstock.config.PlaceConfig;
import io.penstock.config.RunTimeValues;
import java.util.LinkedHashMap;
import java.util.Map;

/** Where a token stands in a request. */
@FunctionalInterface
interface TokenPlacement {

    /** {@code Authorization: Bearer …} (RFC 6750), where nothing else is said. */
    TokenPlacement BEARER = (token, kept) -> Signature.bearer(token);

    /**
     * What signs with the token; throws IllegalArgumentException, without secrets, where it cannot.
     *
     * @param kept further values of the provider's answer
     */
    Signature sign(String token, Map<String, String> kept);

    /** Where a credential's settings say, with the further fields that they name. */
    static TokenPlacement of(CredentialConfig config) {
        PlaceConfig place = config.place();
        String parameter = place.queryParameter();
        return (token, kept) -> {
            Signature signature = parameter == null
                    ? Signature.apiKey(place.effectiveHeader(), place.effectivePrefix(), token)
                    : Signature.queryKey(parameter, token);
            return config.headers().isEmpty() ? signature : signature.with(filled(config.headers(), kept));
        };
    }

    /** Fields with the values of the provider's answer in place of their placeholders. */
    static Map<String, String> filled(Map<String, String> headers, Map<String, String> kept) {
        Map<String, String> filled = new LinkedHashMap<>();
        headers.forEach((name, text) -> {
            String missing = RunTimeValues.missing(text, kept);
            if (missing != null) {
                throw new IllegalArgumentException(
                        "no value " + missing + " in the provider's answer; expected one, for the header " + name);
            }
            filled.put(name, RunTimeValues.fill(text, kept));
        });
        return filled;
    }
}
