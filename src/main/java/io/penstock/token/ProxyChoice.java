package io.penstock.token;

import io.vertx.core.net.ProxyOptions;
import org.jspecify.annotations.Nullable;

/** Chooses the proxy by which a host is reached. What its URL is may be known only at run time, by discovery. */
@FunctionalInterface
public interface ProxyChoice {

    /** No proxy for any host. */
    ProxyChoice DIRECT = (secure, host) -> null;

    /**
     * The proxy for a host; null for a direct connection.
     *
     * @param secure whether it is called by https
     */
    @Nullable
    ProxyOptions forHost(boolean secure, String host);
}
