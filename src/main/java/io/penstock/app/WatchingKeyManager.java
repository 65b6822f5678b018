package io.penstock.app;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Notes whether a server asks for a client certificate, and leaves the choice to another key manager. (In TLS 1.3 a server
 * that misses one says so only after the handshake.)
 */
final class WatchingKeyManager extends X509ExtendedKeyManager {

    private final @Nullable X509ExtendedKeyManager keys;
    private volatile boolean asked;

    /** Watches a key manager; null for no key. */
    WatchingKeyManager(@Nullable X509ExtendedKeyManager keys) {
        this.keys = keys;
    }

    boolean asked() {
        return asked;
    }

    boolean hasKey() {
        return keys != null;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        asked = true;
        return keys == null ? null : keys.chooseClientAlias(keyTypes, issuers, socket);
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return keys == null ? null : keys.getClientAliases(keyType, issuers);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        return keys == null ? null : keys.getCertificateChain(alias);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return keys == null ? null : keys.getPrivateKey(alias);
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}
