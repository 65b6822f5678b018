package io.penstock.token;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request to an identity provider.
 *
 * @param url the whole URL, with its query
 * @param headers field names and values
 * @param body the content; null for none
 * @param secrets what no message may repeat
 */
record ProviderRequest(
        HttpMethod method,
        String url,
        Map<String, String> headers,
        @Nullable Buffer body,
        Secrets secrets) {

    static ProviderRequest get(String url) {
        return new ProviderRequest(HttpMethod.GET, url, Map.of("Accept", "application/json"), null, Secrets.NONE);
    }

    /** Without the query, the fields and the body, all of which may hold secrets. */
    @Override
    public String toString() {
        return "ProviderRequest[" + method + " " + place() + "]";
    }

    /** The URL without its query, for messages. */
    String place() {
        int query = url.indexOf('?');
        return query < 0 ? url : url.substring(0, query);
    }
}
