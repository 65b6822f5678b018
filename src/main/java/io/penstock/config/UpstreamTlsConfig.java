package io.penstock.config;

import org.jspecify.annotations.Nullable;

/** TLS towards an upstream. The server's certificate and its host name are always verified. */
public record UpstreamTlsConfig(
        @Setting(value = "PEM file with the authorities to trust instead of the platform's.", example = "tls/ca.crt")
        @Nullable
        String caFile,

        @Setting(value = "PEM file with the client certificate chain.", example = "tls/client.crt") @Nullable
        String certFile,

        @Setting(value = "PEM file with the client's private key (PKCS #8).", example = "tls/client.key") @Nullable
        String keyFile,

        @Setting(
                value = "Name to ask for (SNI) and to verify, where it is not the host of the URL.",
                example = "api.example.com")
        @Nullable
        String serverName) {

    /** Refuses a certificate without its key, and a key without its certificate. */
    public UpstreamTlsConfig {
        new Checks()
                .expect(certFile == null || keyFile != null, "certFile", "no keyFile", "both or none", "keyFile")
                .expect(keyFile == null || certFile != null, "keyFile", "no certFile", "both or none", "certFile")
                .done();
    }
}
