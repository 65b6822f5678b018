package io.penstock.token;

import io.penstock.config.CredentialConfig;
import io.penstock.testing.Await;
import io.penstock.time.Ticker;
import io.penstock.time.VertxAlarm;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A token source on an event loop of its own, called from the test's thread. */
final class SourceUnderTest implements AutoCloseable {

    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final TokenSource source;

    SourceUnderTest(CredentialConfig credential) {
        this(credential, InstantSource.system());
    }

    SourceUnderTest(CredentialConfig credential, InstantSource clock) {
        this.source = TokenSources.of(
                vertx, "crm", credential, ProxyChoice.DIRECT, VertxAlarm.wheel(vertx, Ticker.system()), clock);
    }

    /** The token that the source fetches. */
    IssuedToken fetch(@Nullable String refreshToken) {
        return Await.get(onLoop(() -> source.fetch(refreshToken)));
    }

    /** The failure to fetch one. */
    TokenFailure fetchFailure(@Nullable String refreshToken) {
        return (TokenFailure) Await.failure(onLoop(() -> source.fetch(refreshToken)));
    }

    /** What comes of a call. */
    <T> Future<T> call(Function<TokenSource, Future<T>> call) {
        return onLoop(() -> call.apply(source));
    }

    private <T> Future<T> onLoop(Supplier<Future<T>> call) {
        Promise<T> promise = Promise.promise();
        context.runOnContext(go -> {
            try {
                call.get().onComplete(promise);
            } catch (RuntimeException e) {
                promise.fail(e);
            }
        });
        return promise.future();
    }

    @Override
    public void close() {
        Await.get(vertx.close());
    }
}
