package io.penstock.token;

import io.penstock.error.CredentialException;
import io.penstock.exchange.Exchange;
import io.penstock.testing.FakeTicker;
import io.penstock.testing.ManualAlarm;
import io.penstock.time.DeadlineWheel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A credential in still time: its keeper, two event loops that are the test's own thread, and a provider that the test plays.
 */
final class Bench {

    static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** A token from the start on, left to lapse where it has not been used for half an hour. */
    static final RefreshPolicy EAGER = policy(Duration.ofMinutes(30), true);

    /** The same from the first use on. */
    static final RefreshPolicy LAZY = policy(Duration.ofMinutes(30), false);

    /** A token at all times. */
    static final RefreshPolicy NEVER_IDLE = policy(Duration.ZERO, true);

    final FakeTicker ticker = new FakeTicker();
    final ManualAlarm alarm = new ManualAlarm(ticker);
    final DeadlineWheel wheel = new DeadlineWheel(ticker, alarm);
    final RecordedEvents events = new RecordedEvents();
    final RecordedTokens metrics = new RecordedTokens();
    final TokenKeeper keeper;
    final LoopCredential loop;
    final LoopCredential otherLoop;
    private int told;

    Bench(RefreshPolicy policy, TokenSource provider) {
        this(policy, provider, null, new MemoryTokenStore());
    }

    /** Where a refresh token is given the grant lives in it. */
    Bench(RefreshPolicy policy, TokenSource provider, @Nullable String refreshToken, TokenStore store) {
        this(policy, wheel -> provider, refreshToken, store);
    }

    Bench(
            RefreshPolicy policy,
            Function<DeadlineWheel, TokenSource> providers,
            @Nullable String refreshToken,
            TokenStore store) {
        TokenSource provider = providers.apply(wheel);
        ManagedCredential credential = new ManagedCredential(
                "crm",
                "client_credentials",
                (usedWheel, context) -> provider,
                TokenPlacement.BEARER,
                policy,
                refreshToken,
                false);
        TokenEvents published = new TokenEvents(events.bus());
        TokenIssuer issuer = refreshToken == null
                ? new RepeatableIssuer(provider, ticker, false)
                : new RotatingIssuer("crm", refreshToken, provider, store, ticker, () -> published.notDurable("crm"));
        keeper = new TokenKeeper(credential, issuer, wheel, new Random(7), published, metrics);
        loop = end();
        otherLoop = end();
        keeper.add(loop, this::tell);
        keeper.add(otherLoop, this::tell);
    }

    /** One that has been issued its first token. */
    static Bench started(RefreshPolicy policy, FakeProvider provider, Duration life) {
        Bench bench = new Bench(policy, provider);
        bench.keeper.start();
        provider.issue(life);
        return bench;
    }

    private LoopCredential end() {
        return new LoopCredential("crm", wheel, metrics, new LoopCredential.KeeperLink() {
            @Override
            public void ask(LoopCredential asking, long number, long refused) {
                keeper.ask(asking, number, refused);
            }

            @Override
            public void survived(long generation) {
                keeper.survived(generation);
            }
        });
    }

    private void tell(Runnable message) {
        told++;
        message.run();
    }

    /** How many messages went to event loops since this was asked last. */
    int told() {
        int before = told;
        told = 0;
        return before;
    }

    /** A policy of the defaults without jitter, so that moments are exact. */
    private static RefreshPolicy policy(Duration idle, boolean eager) {
        RefreshPolicy defaults = RefreshPolicy.DEFAULT;
        return new RefreshPolicy(
                defaults.marginNanos(),
                defaults.fraction(),
                0,
                idle.toNanos(),
                eager,
                defaults.cooldownNanos(),
                defaults.backoffBaseNanos(),
                defaults.backoffMaxNanos());
    }

    /** Lets time pass, and what is due happen at its time. */
    void pass(Duration time) {
        long endNanos = ticker.nanos() + time.toNanos();
        while (alarm.delayMillis().isPresent() && ticker.nanos() + Math.max(0, alarm.nanosLeft()) - endNanos <= 0) {
            ticker.advanceNanos(Math.max(0, alarm.nanosLeft()));
            alarm.ring();
            wheel.advance();
        }
        ticker.advanceNanos(Math.max(0, endNanos - ticker.nanos()));
    }

    CredentialStatus status() {
        return keeper.status();
    }

    /** The number of the token that a call would be signed with; 0 where it would have to wait. */
    long inUse() {
        TokenSnapshot used = loop.use();
        return used == null ? 0 : used.generation();
    }

    /** What a call would be signed with now; null where it would have to wait. */
    @Nullable
    String token(LoopCredential end) {
        TokenSnapshot used = end.use();
        if (used == null) {
            return null;
        }
        Exchange exchange = Exchanges.get(wheel);
        Objects.requireNonNull(used.signature()).apply(exchange);
        return exchange.headers().get("authorization").substring("Bearer ".length());
    }

    Call await(long newerThan) {
        Call call = new Call();
        call.place = loop.await(newerThan, WAIT_NANOS, call);
        return call;
    }

    /** A call that waits for a token, and fails where it is told twice. */
    static final class Call implements LoopCredential.Waiter {

        final List<Object> told = new ArrayList<>();
        LoopCredential.@Nullable Waiting place;

        @Override
        public void granted(TokenSnapshot newest) {
            tell(newest.generation());
        }

        @Override
        public void refused(CredentialException reason) {
            tell(reason);
        }

        private void tell(Object what) {
            if (!told.isEmpty()) {
                throw new AssertionError("told twice: " + told + " and " + what);
            }
            told.add(what);
        }

        boolean waits() {
            return told.isEmpty();
        }

        CredentialException refusal() {
            return (CredentialException) told.get(0);
        }
    }
}
