package io.penstock.token;

import io.penstock.exchange.VertxInternals;
import io.penstock.metrics.Metrics;
import io.penstock.time.DeadlineWheel;
import io.penstock.time.Ticker;
import io.penstock.time.VertxAlarm;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Owns the credentials whose tokens are fetched, and keeps them fresh. One instance for the process, deployed before the
 * event loops that use it; what is public may be called on any thread once it has started.
 */
public final class TokenVerticle extends VerticleBase {

    /**
     * A provider that does not answer must not hold up the end of the process for longer. What is sent is marked in the store,
     * so that the next start knows of an answer that never came.
     */
    private static final long STOP_SECONDS = 4;

    private final List<ManagedCredential> credentials;
    private final TokenStore store;
    private final Ticker ticker;
    private final Metrics metrics;
    private volatile Map<String, TokenKeeper> keepers = Map.of();

    /**
     * A verticle for these credentials.
     *
     * @param store where refresh tokens are kept; closed when the verticle stops
     */
    TokenVerticle(List<ManagedCredential> credentials, TokenStore store, Ticker ticker, Metrics metrics) {
        this.credentials = List.copyOf(credentials);
        this.store = store;
        this.ticker = ticker;
        this.metrics = metrics;
    }

    @Override
    public Future<?> start() {
        DeadlineWheel wheel = VertxAlarm.wheel(vertx, ticker);
        TokenEvents events = new TokenEvents(vertx.eventBus());
        Map<String, TokenKeeper> made = new LinkedHashMap<>();
        for (ManagedCredential credential : credentials) {
            TokenSource source = credential.source().apply(wheel, context);
            TokenIssuer issuer = issuer(credential, source, events);
            made.put(
                    credential.name(),
                    new TokenKeeper(
                            credential,
                            issuer,
                            wheel,
                            () -> ThreadLocalRandom.current().nextLong(),
                            events,
                            metrics));
        }
        keepers = made;
        made.values().forEach(TokenKeeper::start);
        return Future.succeededFuture();
    }

    private TokenIssuer issuer(ManagedCredential credential, TokenSource source, TokenEvents events) {
        String refreshToken = credential.refreshToken();
        return refreshToken == null
                ? new RepeatableIssuer(source, ticker, credential.usesRefreshTokens())
                : new RotatingIssuer(
                        credential.name(),
                        refreshToken,
                        source,
                        store,
                        ticker,
                        () -> events.notDurable(credential.name()));
    }

    @Override
    public Future<?> stop() {
        List<Future<Void>> ends =
                keepers.values().stream().map(TokenKeeper::stop).toList();
        return Future.join(ends).timeout(STOP_SECONDS, TimeUnit.SECONDS).transform(ended -> store.close());
    }

    /**
     * The end of a credential on the current event loop, where it must be used; its token is there soon after.
     *
     * @param wheel the deadlines of that loop
     */
    public LoopCredential on(Context loop, DeadlineWheel wheel, String credential) {
        TokenKeeper keeper = keeper(credential);
        LoopCredential end = new LoopCredential(credential, wheel, keeper.recorder(), new Link(context, keeper));
        context.runOnContext(v -> keeper.add(end, action -> loop.runOnContext(w -> action.run())));
        return end;
    }

    /** Fetches a token now, whatever failed before; fails with the reason where none came. */
    public Future<Void> refresh(String credential) {
        TokenKeeper keeper = keeper(credential);
        return here(keeper::refresh);
    }

    /** Uses a credential's token no more and has the provider forget it (RFC 7009); fails with the reason where it does not. */
    public Future<Void> revoke(String credential) {
        TokenKeeper keeper = keeper(credential);
        return here(keeper::revoke).recover(cause -> {
            TokenFailure failure = TokenFailures.known(cause);
            return Future.failedFuture(failure.code() + ": " + failure.getMessage());
        });
    }

    /** A look at every credential, in the order of the configuration. */
    public List<CredentialStatus> statuses() {
        return keepers.values().stream().map(TokenKeeper::status).toList();
    }

    private TokenKeeper keeper(String credential) {
        TokenKeeper keeper = keepers.get(credential);
        if (keeper == null) {
            throw new IllegalArgumentException(credential + "; expected one of " + keepers.keySet());
        }
        return keeper;
    }

    private Future<Void> here(Supplier<Future<Void>> action) {
        Context asking = vertx.getOrCreateContext();
        Promise<Void> promise = VertxInternals.promise(asking);
        context.runOnContext(v -> action.get().onComplete(promise));
        return promise.future();
    }

    /** Carries what a loop says to the verticle's event loop. */
    private record Link(Context home, TokenKeeper keeper) implements LoopCredential.KeeperLink {

        @Override
        public void ask(LoopCredential loop, long number, long refused) {
            home.runOnContext(v -> keeper.ask(loop, number, refused));
        }

        @Override
        public void survived(long generation) {
            home.runOnContext(v -> keeper.survived(generation));
        }
    }
}
