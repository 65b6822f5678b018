package io.penstock.token;

import io.penstock.config.CredentialConfig;
import io.penstock.time.DeadlineWheel;
import io.vertx.core.Vertx;
import java.time.InstantSource;

/** Makes the sources that credentials name. */
final class TokenSources {

    private TokenSources() {}

    /**
     * The source of an oauth2 credential's tokens, to be used on the event loop of the wheel only. To be made on another
     * thread: reading a key may take longer than an event loop has.
     *
     * @param name the credential's name, for messages
     * @param clock the wall clock, which answers and signatures are dated by
     * @throws io.penstock.error.ConfigurationException if a key of the credential cannot sign
     */
    static TokenSource of(
            Vertx vertx,
            String name,
            CredentialConfig config,
            ProxyChoice proxies,
            DeadlineWheel wheel,
            InstantSource clock) {
        return new HttpTokenSource(
                config,
                new ProviderClient(vertx, config.provider(), proxies, wheel, clock),
                new TokenRequests(vertx, name, config),
                new Patience(vertx, name, config.provider(), wheel),
                clock);
    }
}
