package io.penstock.config;

import org.jspecify.annotations.Nullable;

/** TLS towards an upstream. The server's certificate and its host name are always verified. */
public record UpstreamTlsConfig(
        @Setting("PEM file with the authorities to trust instead of the platform's.") @Nullable
        String caFile,

        @Setting("PEM file with the client certificate chain.") @Nullable
        String certFile,

        @Setting("PEM file with the client's private key (PKCS #8).") @Nullable
        String keyFile,

        @Setting("Name to ask for (SNI) and to verify, where it is not the host of the URL.") @Nullable
        String serverName) {}
