package io.penstock.config;

/** TLS towards callers. */
public record ServerTlsConfig(
        @Setting(value = "PEM file with the certificate chain, leaf first.")
        String certFile,

        @Setting(value = "PEM file with the private key (PKCS #8).")
        String keyFile) {}
