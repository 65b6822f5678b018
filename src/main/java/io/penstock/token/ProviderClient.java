package io.penstock.token;

import io.penstock.config.ProviderConfig;
import io.penstock.config.UpstreamTlsConfig;
import io.penstock.time.DeadlineWheel;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.net.URI;
import java.time.InstantSource;

/** Sends requests to an identity provider as its settings say. Confined to the event loop of its wheel. */
final class ProviderClient {

    private static final int MOST_HEADER_BYTES = 64 * 1024;

    private final Vertx vertx;
    private final ProviderConfig config;
    private final ProxyChoice proxies;
    private final DeadlineWheel wheel;
    private final InstantSource clock;

    ProviderClient(Vertx vertx, ProviderConfig config, ProxyChoice proxies, DeadlineWheel wheel, InstantSource clock) {
        this.vertx = vertx;
        this.config = config;
        this.proxies = proxies;
        this.wheel = wheel;
        this.clock = clock;
    }

    /** Sends a request and takes its whole answer. Fails with a {@link TokenFailure}. */
    Future<ProviderAnswer> send(ProviderRequest request, long limitNanos) {
        return ProviderCall.send(
                vertx, options(request.place()), config.tls().serverName(), request, limitNanos, wheel, clock);
    }

    private HttpClientOptions options(String place) {
        URI uri = URI.create(place);
        boolean secure = "https".equals(uri.getScheme());
        UpstreamTlsConfig tls = config.tls();
        HttpClientOptions options = new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_1_1)
                .setKeepAlive(false)
                .setMaxHeaderSize(MOST_HEADER_BYTES)
                .setConnectTimeout((int) config.connectTimeout().toMillis())
                .setSslHandshakeTimeout(Math.max(1, config.connectTimeout().toSeconds()))
                .setProxyOptions(proxies.forHost(secure, uri.getHost()))
                .setVerifyHost(true);
        if (tls.caFile() != null) {
            options.setTrustOptions(new PemTrustOptions().addCertPath(tls.caFile()));
        }
        if (tls.certFile() != null && tls.keyFile() != null) {
            options.setKeyCertOptions(
                    new PemKeyCertOptions().addCertPath(tls.certFile()).addKeyPath(tls.keyFile()));
        }
        return options;
    }
}
