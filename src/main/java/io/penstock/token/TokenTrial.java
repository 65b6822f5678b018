package io.penstock.token;

import io.penstock.config.CredentialConfig;
import io.penstock.time.DeadlineWheel;
import io.penstock.time.Ticker;
import io.penstock.time.VertxAlarm;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Asks for one token with what is configured, and throws it away: to tell whether a gateway would get one. */
public final class TokenTrial {

    private TokenTrial() {}

    /**
     * What came of a trial. Holds no secret.
     *
     * @param lifeSeconds how long the token is valid; null where there is none, or the provider does not say
     * @param skewMillis how far the provider's clock is ahead of ours; null where not known
     * @param refusal why there is none; null where a token came
     */
    public record Verdict(
            @Nullable Long lifeSeconds,
            @Nullable Long skewMillis,
            @Nullable Refused refusal) {}

    /**
     * Why no token came.
     *
     * @param code the provider's error code such as {@code invalid_client}, or one of ours such as {@code timeout}
     * @param detail one sentence for people
     * @param clocksDiffer whether the provider's clock and ours are so far apart that this may be why
     */
    public record Refused(String code, String detail, boolean clocksDiffer) {}

    /**
     * Asks for a token within {@code provider.totalTimeout}. Blocks while keys are read, so not to be called on an event
     * loop. Not for the grant {@code refresh_token}: asking may spend what it asks with.
     *
     * @param name the credential's name, for messages
     * @param config an oauth2 credential
     * @return never fails for what the provider does
     * @throws io.penstock.error.ConfigurationException if a key of the credential cannot sign
     */
    public static Future<Verdict> ask(Vertx vertx, String name, CredentialConfig config, ProxyChoice proxies) {
        if (config.grant() == CredentialConfig.Grant.REFRESH_TOKEN) {
            throw new IllegalArgumentException(name + ": refresh_token; expected a grant that can be asked for again");
        }
        DeadlineWheel wheel = VertxAlarm.wheel(vertx, Ticker.system());
        TokenSource source = TokenSources.of(vertx, name, config, proxies, wheel, InstantSource.system());
        Context loop = vertx.getOrCreateContext();
        Promise<Verdict> verdict = Promise.promise();
        loop.runOnContext(go -> Future.succeededFuture()
                .compose(called -> source.fetch(null))
                .map(TokenTrial::issued)
                .otherwise(cause -> refused(TokenFailures.known(cause)))
                .onComplete(verdict));
        return verdict.future();
    }

    private static Verdict issued(IssuedToken token) {
        Long life = token.lifeNanos() == IssuedToken.UNKNOWN_LIFE
                ? null
                : (Long) TimeUnit.NANOSECONDS.toSeconds(token.lifeNanos());
        return new Verdict(life, token.skewMillis(), null);
    }

    private static Verdict refused(TokenFailure failure) {
        String detail = String.valueOf(failure.getMessage());
        return new Verdict(
                null, null, new Refused(failure.code(), detail, detail.contains(ProviderRefusal.CLOCKS_DIFFER)));
    }
}
