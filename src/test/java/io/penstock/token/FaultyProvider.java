package io.penstock.token;

import io.penstock.time.DeadlineWheel;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A provider of which a share of the answers are errors, lost, slow, or of no use, and which knows when each of its tokens
 * really ends. Confined to the test's thread.
 */
final class FaultyProvider implements TokenSource {

    private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final DeadlineWheel wheel;
    private final Random random;
    private final double faults;
    private final Map<String, Long> ends = new HashMap<>();
    private boolean inFlight;
    int issued;
    int failed;

    FaultyProvider(DeadlineWheel wheel, Random random, double faults) {
        this.wheel = wheel;
        this.random = random;
        this.faults = faults;
    }

    /** How long a token is still good; negative where it has ended. */
    long leftNanos(String token) {
        Long end = ends.get(token);
        if (end == null) {
            throw new AssertionError(token + " was never issued");
        }
        return end - wheel.ticker().nanos();
    }

    @Override
    public Future<IssuedToken> fetch(@Nullable String refreshToken) {
        if (inFlight) {
            throw new AssertionError("a second request while one is in flight");
        }
        inFlight = true;
        Promise<IssuedToken> promise = Promise.promise();
        boolean fault = random.nextDouble() < faults;
        failed += fault ? 1 : 0;
        if (!fault) {
            answer(promise, random.nextInt(500));
            return promise.future();
        }
        switch (random.nextInt(5)) {
            case 0 -> fail(promise, 50, TokenFailure.Kind.REFUSED_FOR_NOW, "server_error");
            case 1 -> fail(promise, TIMEOUT_NANOS, TokenFailure.Kind.ANSWER_LOST, "timeout");
            case 2 -> fail(promise, 5, TokenFailure.Kind.NOT_HANDLED, "reset");
            case 3 -> fail(promise, 20, TokenFailure.Kind.ANSWER_LOST, "garbage");
            default -> answer(promise, 3_000 + random.nextInt(6_000));
        }
        return promise.future();
    }

    /** Issues a token at some moment before its answer arrives. */
    private void answer(Promise<IssuedToken> promise, int millis) {
        long lifeSeconds = random.nextBoolean() ? 5 + random.nextInt(10) : 60 + random.nextInt(240);
        long life = TimeUnit.SECONDS.toNanos(lifeSeconds);
        long took = TimeUnit.MILLISECONDS.toNanos(millis);
        String token = "t" + ++issued;
        ends.put(token, wheel.ticker().nanos() + (long) (took * random.nextDouble()) + life);
        wheel.schedule(took, () -> {
            inFlight = false;
            promise.complete(new IssuedToken(token, null, life, Map.of(), null));
        });
    }

    private void fail(Promise<IssuedToken> promise, long nanos, TokenFailure.Kind kind, String code) {
        wheel.schedule(nanos, () -> {
            inFlight = false;
            promise.fail(new TokenFailure(kind, code, "a fault", -1));
        });
    }

    @Override
    public Future<Void> revoke(@Nullable String accessToken, @Nullable String refreshToken) {
        return Future.succeededFuture();
    }
}
