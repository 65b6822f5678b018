package io.penstock.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How an identity provider is called. */
public record ProviderConfig(
        @Setting(value = "Time to open a connection, TLS included.", byDefault = "5s", min = "10ms", max = "1m")
        Duration connectTimeout,

        @Setting(
                value =
                        "Time for one request, from its start to the end of its answer. A request with a refresh token may take totalTimeout, since it cannot be sent again.",
                byDefault = "10s",
                min = "10ms",
                max = "5m")
        Duration timeout,

        @Setting(
                value = "Time for a token, all requests and pauses included.",
                byDefault = "30s",
                min = "10ms",
                max = "10m")
        Duration totalTimeout,

        @Setting(
                value =
                        "Most requests sent again for one token; with a refresh token only where the one before certainly was not handled.",
                byDefault = "2",
                min = "0",
                max = "10")
        int maxRetries,

        @Setting(
                value =
                        "Upper bound of the first pause; it doubles with each failure, and the pause is anything below it.",
                byDefault = "500ms",
                min = "1ms",
                max = "1m")
        Duration baseDelay,

        @Setting(value = "Longest pause.", byDefault = "30s", min = "1ms", max = "1h")
        Duration maxDelay,

        @Setting(
                value = "Failures in a row after which the provider is left alone.",
                byDefault = "5",
                min = "1",
                max = "1000")
        int breakerFailures,

        @Setting(value = "Time for which it is left alone.", byDefault = "30s", min = "100ms", max = "1h")
        Duration breakerOpenFor,

        @Setting(value = "Whether another host than this machine may be called without TLS.", byDefault = "false")
        boolean allowPlain,

        @Setting("TLS towards the provider; for tls_client_auth with the client's certificate.")
        UpstreamTlsConfig tls,

        @Setting(
                value =
                        "Egress proxy, as for upstreams; HTTPS_PROXY, HTTP_PROXY and NO_PROXY where absent; 'none' for a direct connection.",
                pattern = UpstreamConfig.PROXY,
                expected = UpstreamConfig.PROXY_IN_WORDS,
                example = "http://proxy.example:3128")
        @Nullable
        String proxy) {

    /** Refuses a first pause that is longer than the longest. */
    public ProviderConfig {
        new Checks()
                .expect(
                        maxDelay.compareTo(baseDelay) >= 0,
                        "maxDelay",
                        DurationText.format(maxDelay),
                        "at least baseDelay (" + DurationText.format(baseDelay) + ")",
                        "baseDelay")
                .done();
    }
}
