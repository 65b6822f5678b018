package io.penstock.token;

import io.penstock.exchange.VertxInternals;
import io.penstock.time.Deadline;
import io.penstock.time.DeadlineWheel;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The tokens that the embedding program supplies. */
final class SuppliedTokenSource implements TokenSource {

    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final TokenSupplier supplier;
    private final DeadlineWheel wheel;
    private final Context context;

    /** The supplier's tokens on {@code context}, whichever thread the program completes its futures on. */
    SuppliedTokenSource(TokenSupplier supplier, DeadlineWheel wheel, Context context) {
        this.supplier = supplier;
        this.wheel = wheel;
        this.context = context;
    }

    @Override
    public Future<IssuedToken> fetch(@Nullable String refreshToken) {
        Promise<IssuedToken> promise = VertxInternals.promise(context);
        Deadline limit = wheel.schedule(
                LIMIT_NANOS, () -> promise.tryFail(failure("timeout", "the program supplied no token in 30 s")));
        Future.succeededFuture()
                .compose(called -> supplier.supply())
                .map(SuppliedTokenSource::issued)
                .onComplete(result -> {
                    if (result.succeeded()) {
                        promise.tryComplete(result.result());
                    } else {
                        // Its message is the program's own and may hold anything.
                        String what = result.cause().getClass().getSimpleName();
                        promise.tryFail(failure("supplier-failed", "the program's supplier failed with " + what));
                    }
                });
        return promise.future().onComplete(ended -> limit.cancel());
    }

    @Override
    public Future<Void> revoke(@Nullable String accessToken, @Nullable String refreshToken) {
        return Future.failedFuture(new TokenFailure(
                TokenFailure.Kind.PERMANENT, "unsupported", "the program supplies this credential's tokens", -1));
    }

    private static IssuedToken issued(TokenSupplier.Supplied supplied) {
        Duration life = supplied.life();
        long nanos = life == null ? IssuedToken.UNKNOWN_LIFE : bounded(life);
        return new IssuedToken(supplied.token(), null, nanos, Map.of(), null);
    }

    private static long bounded(Duration life) {
        // toNanos() overflows at 292 years.
        return life.toDays() > 36_500 ? TokenLife.NEVER_NANOS : Math.max(0, life.toNanos());
    }

    private static TokenFailure failure(String code, String detail) {
        return new TokenFailure(TokenFailure.Kind.REFUSED_FOR_NOW, code, detail, -1);
    }
}
