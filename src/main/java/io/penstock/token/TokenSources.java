package io.penstock.token;

import io.penstock.config.CredentialConfig;
import io.penstock.time.DeadlineWheel;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.function.Function;

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
        return prepared(vertx, name, config, proxies, clock).apply(wheel);
    }

    /** The same in two steps: this one reads keys, the function may be called on the event loop. */
    static Function<DeadlineWheel, TokenSource> prepared(
            Vertx vertx, String name, CredentialConfig config, ProxyChoice proxies, InstantSource clock) {
        TokenRequests requests = new TokenRequests(vertx, name, config);
        return wheel -> new HttpTokenSource(
                config,
                new ProviderClient(vertx, config.provider(), proxies, wheel, clock),
                requests,
                new Patience(vertx, name, config.provider(), wheel),
                clock);
    }
}
