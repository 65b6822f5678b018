package io.penstock.pool;

import io.penstock.config.PingConfig;
import io.penstock.config.UpstreamConfig;
import io.penstock.config.UpstreamTlsConfig;
import io.penstock.config.UpstreamUrl;
import io.vertx.core.MultiMap;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.ProxyType;
import io.vertx.core.net.SocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** How one upstream is reached and addressed: worked out once, read on every event loop. Immutable. */
public final class UpstreamTarget {

    /** Room for a fast upstream far away: a megabyte in flight for each connection, a quarter for each stream. */
    private static final int HTTP2_CONNECTION_WINDOW = 1 << 20;

    private static final int HTTP2_STREAM_WINDOW = 1 << 18;

    private final UpstreamConfig config;
    private final UpstreamUrl url;
    private final @Nullable EgressProxy proxy;
    private final boolean keepsConnections;
    private final MultiMap ownFields;
    private final HostAndPort authority;
    private final String prefix;

    /**
     * The upstream of these settings.
     *
     * @param keepsConnections whether connections are used again
     * @param environment the environment variables, for {@code HTTPS_PROXY} and its like
     */
    public UpstreamTarget(UpstreamConfig config, boolean keepsConnections, Map<String, String> environment) {
        this(config, config.target(), keepsConnections, environment);
    }

    /** The upstream of these settings at a URL that takes the place of theirs where that is known only at run time. */
    public UpstreamTarget(
            UpstreamConfig config, UpstreamUrl url, boolean keepsConnections, Map<String, String> environment) {
        this.config = config;
        this.url = url;
        this.proxy = EgressProxy.choose(config.proxy(), url.secure(), url.host(), environment);
        this.keepsConnections = keepsConnections;
        this.authority =
                HostAndPort.create(url.host().indexOf(':') >= 0 ? "[" + url.host() + "]" : url.host(), url.port());
        this.ownFields = ownFields();
        String origin = asksProxyForWholeUrl() ? "http://" + url.authority() : "";
        this.prefix = config.urlFromCredential() ? origin + url.basePath() : origin;
    }

    /** The upstream's URL in its parts. */
    public UpstreamUrl url() {
        return url;
    }

    /** The host whose addresses are to be dialed; null where a proxy is dialed instead, and looks the name up itself. */
    @Nullable
    String hostToResolve() {
        return proxy == null ? url.host() : null;
    }

    /** What a connection goes to: the proxy where there is one, else the upstream. */
    String dialed() {
        return proxy == null ? url.authority() : "proxy " + proxy;
    }

    int port() {
        return url.port();
    }

    /** The path to ask for where it is {@code below} the upstream's URL. */
    String pathOf(String below) {
        return config.urlFromCredential() ? below : url.basePath() + below;
    }

    PingConfig ping() {
        return config.pool().ping();
    }

    int maxHead() {
        return (int) config.maxResponseHead().bytes();
    }

    /**
     * What stands in the request line: the path, or the whole URL where a plain HTTP proxy is asked (RFC 9112, 3.2.2). The base
     * path is put before it where it was not known sooner.
     */
    private String requestTarget(String pathAndQuery) {
        return prefix.isEmpty() ? pathAndQuery : prefix + pathAndQuery;
    }

    HostAndPort authority() {
        return authority;
    }

    /** The head of a request for a path of this upstream, with the fields that all its requests carry. */
    RequestHead head(HttpMethod method, String pathAndQuery, MultiMap headers, long length) {
        return new RequestHead(method, requestTarget(pathAndQuery), complete(headers), length);
    }

    private MultiMap complete(MultiMap headers) {
        if (config.urlFromCredential() && headers.contains(HttpHeaders.HOST)) {
            headers.set(HttpHeaders.HOST, url.authority());
        }
        if (ownFields.isEmpty() && headers.contains(HttpHeaders.HOST)) {
            return headers;
        }
        MultiMap all = HttpHeaders.headers();
        if (!headers.contains(HttpHeaders.HOST)) {
            all.add(HttpHeaders.HOST, url.authority());
        }
        all.addAll(headers);
        ownFields.forEach(all::set);
        return all;
    }

    private MultiMap ownFields() {
        MultiMap fields = HttpHeaders.headers();
        if (!keepsConnections) {
            fields.set(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        if (asksProxyForWholeUrl() && proxy != null && proxy.authorization() != null) {
            fields.set(HttpHeaders.PROXY_AUTHORIZATION, proxy.authorization());
        }
        return fields;
    }

    private boolean asksProxyForWholeUrl() {
        return proxy != null && proxy.type() == ProxyType.HTTP && !url.secure();
    }

    /** The client's options for connects of at most so long. */
    HttpClientOptions clientOptions(long connectNanos) {
        int millis = (int) Math.max(1, TimeUnit.NANOSECONDS.toMillis(connectNanos));
        boolean http2 = config.protocol() == UpstreamConfig.Protocol.HTTP2;
        boolean alpn = url.secure() && config.protocol() != UpstreamConfig.Protocol.HTTP1;
        HttpClientOptions options = new HttpClientOptions()
                .setConnectTimeout(millis)
                .setSsl(url.secure())
                .setVerifyHost(true)
                .setProtocolVersion(http2 || alpn ? HttpVersion.HTTP_2 : HttpVersion.HTTP_1_1)
                .setUseAlpn(alpn)
                .setHttp2ClearTextUpgrade(false)
                .setHttp2ConnectionWindowSize(HTTP2_CONNECTION_WINDOW)
                .setInitialSettings(new Http2Settings()
                        .setPushEnabled(false)
                        .setInitialWindowSize(HTTP2_STREAM_WINDOW)
                        .setMaxHeaderListSize(maxHead()))
                .setKeepAlive(true)
                .setTcpNoDelay(true)
                .setTcpKeepAlive(true)
                .setDecompressionSupported(false);
        if (alpn) {
            options.setAlpnVersions(
                    http2 ? List.of(HttpVersion.HTTP_2) : List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1));
        }
        return options;
    }

    /** The options of one connect: to an address of the upstream, or to its proxy where {@code address} is null. */
    HttpConnectOptions connectOptions(@Nullable String address, long handshakeNanos) {
        String name = config.tls().serverName() != null ? config.tls().serverName() : url.host();
        HttpConnectOptions options =
                new HttpConnectOptions().setHost(name).setPort(url.port()).setSsl(url.secure());
        if (proxy != null && asksProxyForWholeUrl()) {
            options.setServer(SocketAddress.inetSocketAddress(proxy.port(), proxy.host()));
        } else if (proxy != null) {
            options.setServer(SocketAddress.inetSocketAddress(url.port(), url.host()));
            options.setProxyOptions(proxy.options());
        } else if (address != null) {
            options.setServer(SocketAddress.inetSocketAddress(url.port(), address));
        }
        if (url.secure()) {
            options.setSslOptions(sslOptions(handshakeNanos));
        }
        return options;
    }

    private ClientSSLOptions sslOptions(long handshakeNanos) {
        UpstreamTlsConfig tls = config.tls();
        ClientSSLOptions options = new ClientSSLOptions().setHostnameVerificationAlgorithm("HTTPS");
        options.setSslHandshakeTimeout(Math.max(1, TimeUnit.NANOSECONDS.toMillis(handshakeNanos)));
        options.setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
        if (config.protocol() != UpstreamConfig.Protocol.HTTP1) {
            options.setUseAlpn(true);
            options.setApplicationLayerProtocols(
                    config.protocol() == UpstreamConfig.Protocol.HTTP2 ? List.of("h2") : List.of("h2", "http/1.1"));
        }
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
