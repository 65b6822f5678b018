package io.penstock.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One API that calls go to. */
public record UpstreamConfig(
        @Setting(value = "Base URL of the API, http or https, with an optional base path; no user, query or fragment.")
        String url,

        @Setting(
                value = "Path under which callers reach it, '/' or one segment; the upstream's name where absent.",
                pattern = "/[A-Za-z0-9._~-]*")
        @Nullable
        String path,

        @Setting(
                value =
                        "HTTP version: auto (HTTP/2 over TLS where the server offers it, else HTTP/1.1), http1, or http2 (without TLS by prior knowledge).",
                byDefault = "auto")
        Protocol protocol,

        @Setting("The connection pool.") PoolConfig pool,
        @Setting("Deadlines of a call.") TimeoutsConfig timeouts,

        @Setting("TLS towards the upstream; for https the defaults verify with the platform's authorities.")
        UpstreamTlsConfig tls,

        @Setting(
                value =
                        "Egress proxy, such as http://proxy.example:3128 or socks5://proxy.example:1080; HTTPS_PROXY, HTTP_PROXY and NO_PROXY where absent; 'none' for a direct connection.")
        @Nullable
        String proxy,

        @Setting(value = "Rewrite a Location under the upstream's URL to the gateway's.", byDefault = "true")
        boolean rewriteLocation,

        @Setting(value = "Largest request body; 0 means any.", byDefault = "10MiB", min = "0")
        DataSize maxRequestBody,

        @Setting(
                value = "Largest part of a request body kept to send it again.",
                byDefault = "64KiB",
                min = "0",
                max = "64MiB")
        DataSize replayBuffer,

        @Setting(value = "Largest answer head, in bytes.", byDefault = "64KiB", min = "1KiB", max = "1MiB")
        DataSize maxResponseHead,

        @Setting(
                value = "Patterns of requests with settings of their own; the most specific one that matches counts.",
                byDefault = "[]")
        List<RouteConfig> routes) {

    /** Which HTTP versions are spoken to the upstream. */
    public enum Protocol {
        AUTO,
        HTTP1,
        HTTP2
    }
}
