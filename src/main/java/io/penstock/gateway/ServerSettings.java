package io.penstock.gateway;

import io.penstock.config.ServerConfig;
import io.penstock.config.ServerTlsConfig;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemKeyCertOptions;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The configuration of the inbound server in the words of Vert.x. */
final class ServerSettings {

    private ServerSettings() {}

    static HttpServerOptions of(ServerConfig config) {
        HttpServerOptions options = new HttpServerOptions()
                .setTcpNoDelay(true)
                .setTcpKeepAlive(true)
                .setHandle100ContinueAutomatically(false)
                .setCompressionSupported(false)
                .setDecompressionSupported(false)
                // WebSocket is refused; its handlers would only cost, and throw where many requests come in a row.
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setHttp2ClearTextEnabled(true)
                // All writes come from the connection's own event loop. Without this they would pass a queue meant for
                // other threads, which forgets to release what waits in it when the connection closes.
                .setStrictThreadMode(true);
        ServerTlsConfig tls = config.tls();
        if (tls != null) {
            options.setSsl(true)
                    .setUseAlpn(true)
                    .setAlpnVersions(List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1))
                    .setKeyCertOptions(
                            new PemKeyCertOptions().addCertPath(tls.certFile()).addKeyPath(tls.keyFile()))
                    .setSslHandshakeTimeout(config.headTimeout().toMillis())
                    .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
        }
        return options;
    }
}
