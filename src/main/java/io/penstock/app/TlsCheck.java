package io.penstock.app;

import io.penstock.app.Steps.Seen;
import io.penstock.config.UpstreamConfig;
import io.penstock.config.UpstreamConfig.Protocol;
import io.penstock.config.UpstreamTlsConfig;
import io.vertx.core.Vertx;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Clock;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** A TLS handshake with an upstream's own settings that tells what was agreed, and whose certificate was shown. Blocks. */
final class TlsCheck {

    private final UpstreamConfig upstream;
    private final Vertx vertx;
    private final Clock clock;
    private final String serverName;

    TlsCheck(UpstreamConfig upstream, Vertx vertx, Clock clock) {
        this.upstream = upstream;
        this.vertx = vertx;
        this.clock = clock;
        String configured = upstream.tls().serverName();
        this.serverName = configured != null ? configured : upstream.target().host();
    }

    /** Shakes hands over a connected socket, which stays open. */
    Seen<Boolean> handshake(Socket socket) throws IOException, StepFailedException {
        WatchingTrustManager trust = new WatchingTrustManager(trustManager());
        WatchingKeyManager keys = new WatchingKeyManager(keyManager());
        SSLSocket tls = (SSLSocket)
                context(trust, keys).getSocketFactory().createSocket(socket, serverName, socket.getPort(), false);
        SSLParameters parameters = tls.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setApplicationProtocols(offered());
        tls.setSSLParameters(parameters);
        try {
            tls.startHandshake();
        } catch (IOException e) {
            throw new TlsVerdict(serverName, trust.chain(), clock).explain(e, keys.asked() && !keys.hasKey());
        }
        SSLSession session = tls.getSession();
        String protocol = tls.getApplicationProtocol();
        String http = "h2".equals(protocol) ? "HTTP/2" : "HTTP/1.1";
        if (upstream.protocol() == Protocol.HTTP2 && !"h2".equals(protocol)) {
            throw new StepFailedException(
                    "the server does not offer HTTP/2", "Set the upstream's protocol to auto or http1.");
        }
        return new Seen<>(
                true,
                session.getProtocol() + ", " + session.getCipherSuite() + ", " + http + "; certificate of "
                        + new TlsVerdict(serverName, trust.chain(), clock).certificate() + "; verified"
                        + clientCertificate(keys));
    }

    private static String clientCertificate(WatchingKeyManager keys) {
        if (!keys.asked()) {
            return keys.hasKey() ? "; tls.certFile was not asked for" : "";
        }
        return keys.hasKey()
                ? "; tls.certFile was asked for"
                : "; the server asks for a client certificate, and tls.certFile is not set";
    }

    private String[] offered() {
        return switch (upstream.protocol()) {
            case AUTO -> new String[] {"h2", "http/1.1"};
            case HTTP1 -> new String[0];
            case HTTP2 -> new String[] {"h2"};
        };
    }

    private static SSLContext context(TrustManager trust, KeyManager keys) throws StepFailedException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {keys}, new TrustManager[] {trust}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new StepFailedException("TLS cannot be set up: " + e, "Check the Java installation.");
        }
    }

    private X509ExtendedTrustManager trustManager() throws StepFailedException {
        String caFile = upstream.tls().caFile();
        try {
            TrustManagerFactory factory;
            if (caFile == null) {
                factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
                factory.init((KeyStore) null);
            } else {
                factory = new PemTrustOptions().addCertPath(caFile).getTrustManagerFactory(vertx);
            }
            return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
        } catch (Exception e) {
            throw unreadable("tls.caFile", String.valueOf(caFile), e);
        }
    }

    private @Nullable X509ExtendedKeyManager keyManager() throws StepFailedException {
        UpstreamTlsConfig tls = upstream.tls();
        if (tls.certFile() == null || tls.keyFile() == null) {
            return null;
        }
        try {
            PemKeyCertOptions pem =
                    new PemKeyCertOptions().addCertPath(tls.certFile()).addKeyPath(tls.keyFile());
            return (X509ExtendedKeyManager) pem.getKeyManagerFactory(vertx).getKeyManagers()[0];
        } catch (Exception e) {
            throw unreadable("tls.certFile and tls.keyFile", tls.certFile() + ", " + tls.keyFile(), e);
        }
    }

    private static StepFailedException unreadable(String setting, String files, Exception e) {
        return new StepFailedException(
                setting + " cannot be used: " + files + ": " + e.getMessage(),
                "Correct the path, or write the file anew: PEM, the key in PKCS #8.");
    }
}
