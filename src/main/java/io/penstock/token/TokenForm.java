package io.penstock.token;

import io.penstock.config.TokenRequestConfig;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A token request while it is put together: parameters and header fields, and which of them are secret. */
final class TokenForm {

    private final Map<String, List<String>> parameters = new LinkedHashMap<>();
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final List<String> secrets = new ArrayList<>();

    TokenForm() {
        headers.put("Accept", "application/json");
    }

    /** Sets a parameter; does nothing where the value is null. */
    TokenForm with(String name, @Nullable String value) {
        if (value != null) {
            parameters.put(name, List.of(value));
        }
        return this;
    }

    /** Sets a parameter that is given several times, unless there is no value. */
    TokenForm with(String name, List<String> values) {
        if (!values.isEmpty()) {
            parameters.put(name, values);
        }
        return this;
    }

    /** Sets a parameter that no message may repeat; does nothing where it is null. */
    TokenForm withSecret(String name, @Nullable String value) {
        if (value != null) {
            secrets.add(value);
        }
        return with(name, value);
    }

    /** Sets further parameters, which replace those of the same name and may be secret. */
    TokenForm withAll(Map<String, String> further) {
        further.forEach(this::withSecret);
        return this;
    }

    TokenForm withHeader(String name, String value) {
        headers.put(name, value);
        return this;
    }

    /** Notes a value that no message may repeat. */
    TokenForm keepSecret(String value) {
        secrets.add(value);
        return this;
    }

    /** The request, in the form that a provider wants it in. */
    ProviderRequest request(String url, TokenRequestConfig form) {
        form.headers().forEach((name, value) -> {
            secrets.add(value);
            headers.put(name, value);
        });
        Secrets confidential = new Secrets(secrets);
        if (form.method() == TokenRequestConfig.Method.GET) {
            String target = url + (url.indexOf('?') < 0 ? "?" : "&") + encoded();
            return new ProviderRequest(HttpMethod.GET, target, headers, null, confidential);
        }
        boolean json = form.format() == TokenRequestConfig.Format.JSON;
        headers.put("Content-Type", json ? "application/json" : "application/x-www-form-urlencoded");
        Buffer body = json ? json().toBuffer() : Buffer.buffer(encoded());
        return new ProviderRequest(HttpMethod.POST, url, headers, body, confidential);
    }

    private String encoded() {
        return parameters.entrySet().stream()
                .flatMap(parameter ->
                        parameter.getValue().stream().map(value -> encode(parameter.getKey()) + "=" + encode(value)))
                .collect(Collectors.joining("&"));
    }

    private JsonObject json() {
        JsonObject object = new JsonObject();
        parameters.forEach(
                (name, values) -> object.put(name, values.size() == 1 ? values.get(0) : new JsonArray(values)));
        return object;
    }

    /** A value as forms write it (application/x-www-form-urlencoded). */
    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
