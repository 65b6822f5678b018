package io.penstock.config;

/** TLS towards callers. */
public record ServerTlsConfig(
        @Setting(value = "PEM file with the certificate chain, leaf first.", example = "tls/server.crt")
        String certFile,

        @Setting(value = "PEM file with the private key (PKCS #8).", example = "tls/server.key")
        String keyFile) {}
