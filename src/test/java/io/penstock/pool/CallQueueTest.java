package io.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.error.OverloadedException;
import io.penstock.error.PenstockException;
import io.penstock.error.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The one queue of an upstream: places, order, and calls that a gate holds back. */
class CallQueueTest {

    private static final long HOUR = Duration.ofHours(1).toNanos();

    private final List<Caller> served = new ArrayList<>();
    private boolean gateOpen = true;

    @Test
    void acquire_withAllPlacesTaken_waitsThoughAConnectionIsIdle() {
        PoolModel model = PoolModel.of("size", "3", "minIdle", "3");
        model.maxConcurrent = 2;
        open(model, 3);
        FakeCall first = model.loop().call();
        FakeCall second = model.loop().call();

        FakeCall third = model.loop().call();
        model.settle();

        assertThat(first.served() && second.served()).isTrue();
        assertThat(third.waits()).isTrue();

        first.release(true);
        assertThat(third.served()).isTrue();
    }

    @Test
    void acquire_withAPlaceFreedOnAnotherLoop_isServed() {
        PoolModel model = PoolModel.of(2, "size", "2", "minIdle", "2");
        model.maxConcurrent = 1;
        open(model, 1);
        FakeCall first = model.loops.get(0).call();
        FakeCall second = model.loops.get(1).call();
        model.settle();
        assertThat(second.waits()).isTrue();

        first.release(false);
        model.settle();

        assertThat(second.served()).isTrue();
    }

    @Test
    void maxConcurrent_whateverTheCalls_isNeverPassed() {
        PoolModel model = PoolModel.of(3, "size", "10", "minIdle", "0");
        model.maxConcurrent = 4;
        for (int i = 0; i < 30; i++) {
            model.loops.get(i % 3).call();
        }
        for (int round = 0; round < 40; round++) {
            model.loops.forEach(loop -> List.copyOf(loop.connector.pending).forEach(FakeConnector.FakeDial::open));
            model.settle();
            assertThat(model.calls.stream().filter(FakeCall::holds).count()).isLessThanOrEqualTo(4);
            model.calls.stream().filter(FakeCall::holds).findFirst().ifPresent(call -> call.release(true));
            model.settle();
        }

        assertThat(model.calls).noneMatch(FakeCall::waits);
        assertThat(model.pool.ledger().slots().taken()).isZero();
        assertThat(model.figures().open()).as("no more connections than places").isLessThanOrEqualTo(4);
    }

    @Test
    void serve_withUrgentCalls_servesThemFirst() {
        PoolModel model = model();
        Caller holding = ask(model, 3);
        Caller calm = ask(model, 7);
        Caller usual = ask(model, 3);
        Caller urgent = ask(model, 0);

        releaseInTurn(model);

        assertThat(served).containsExactly(holding, urgent, usual, calm);
    }

    @Test
    void serve_aCallThatHasWaitedLong_isServedBeforeAnUrgentOne() {
        PoolModel model = model();
        Caller holding = ask(model, 3);
        Caller calm = ask(model, 7);
        model.pass(Duration.ofSeconds(8));
        Caller urgent = ask(model, 0);

        releaseInTurn(model);

        assertThat(served).containsExactly(holding, calm, urgent);
    }

    @Test
    void hold_keepsThePlaceAndAsksAgain() {
        PoolModel model = model();
        gateOpen = false;
        Caller first = askAtGate(model);
        Caller second = askAtGate(model);
        model.pass(Duration.ofMillis(200));
        assertThat(first.asked).as("asked again and again").isGreaterThan(1);
        assertThat(second.asked).as("stands behind").isZero();
        assertThat(served).isEmpty();
        assertThat(model.figures().waiting()).isEqualTo(2);

        gateOpen = true;
        model.pass(Duration.ofMillis(100));
        releaseInTurn(model);

        assertThat(served).containsExactly(first, second);
        assertThat(model.figures().waiting()).isZero();
    }

    @Test
    void hold_doesNotHoldBackOtherScopes() {
        PoolModel model = model();
        gateOpen = false;
        askAtGate(model);

        Caller other = ask(model, 3);

        assertThat(served).containsExactly(other);
    }

    @Test
    void hold_ofAsManyAsMayWait_leavesTheQueueToOtherScopes() {
        PoolModel model = PoolModel.of("size", "1", "minIdle", "1", "maxWaiting", "2");
        open(model, 1);
        gateOpen = false;
        askAtGate(model);
        askAtGate(model);
        Caller oneTooMany = askAtGate(model);

        Caller other = ask(model, 3);
        Caller waiting = ask(model, 3);

        assertThat(Objects.requireNonNull(oneTooMany.refusal).problem()).isEqualTo(Problem.POOL_QUEUE_FULL);
        assertThat(served).containsExactly(other);
        assertThat(waiting.refusal).isNull();

        model.pass(Duration.ofMillis(200));
        assertThat(model.figures().waiting()).as("nobody lost its place").isEqualTo(3);
        releaseInTurn(model);
        assertThat(served).containsExactly(other, waiting);
    }

    @Test
    void leave_whileAsking_letsTheNextAsk() {
        PoolModel model = model();
        gateOpen = false;
        Caller first = askAtGate(model);
        Caller second = askAtGate(model);

        first.leave();
        gateOpen = true;
        model.pass(Duration.ofMillis(100));

        assertThat(served).containsExactly(second);
    }

    @Test
    void hold_untilItIsTooLate_isRefusedByTheGate() {
        PoolModel model = model();
        gateOpen = false;
        Caller caller = askAtGate(model, Duration.ofMillis(500));

        model.pass(Duration.ofSeconds(1));

        assertThat(Objects.requireNonNull(caller.refusal).problem()).isEqualTo(Problem.RATE_LIMITED);
        assertThat(model.figures().waiting()).isZero();
    }

    @Test
    void hold_whosePermitComesDueAsItsTimeEnds_isRefusedForTheLimitAllTheSame() {
        PoolModel model = model();
        gateOpen = false;
        Caller caller = new Caller(model, 3, "scope");
        caller.dueAtLast = true;
        caller.ask(Duration.ofMillis(500).toNanos());

        model.pass(Duration.ofSeconds(1));

        assertThat(Objects.requireNonNull(caller.refusal).problem()).isEqualTo(Problem.RATE_LIMITED);
    }

    @Test
    void join_behindMoreThanThereIsTimeFor_isRefusedAtOnce() {
        PoolModel model = model();
        gateOpen = false;
        askAtGate(model);
        askAtGate(model);

        Caller late = new Caller(model, 3, "scope");
        late.mostAhead = 1;
        late.ask(HOUR);

        assertThat(Objects.requireNonNull(late.refusal).problem()).isEqualTo(Problem.RATE_LIMITED);
    }

    @Test
    void close_withCallsHeldBack_refusesThem() {
        PoolModel model = model();
        gateOpen = false;
        Caller first = askAtGate(model);
        Caller second = askAtGate(model);

        model.close();

        assertThat(Objects.requireNonNull(first.refusal).problem()).isEqualTo(Problem.SHUTTING_DOWN);
        assertThat(Objects.requireNonNull(second.refusal).problem()).isEqualTo(Problem.SHUTTING_DOWN);
        assertThat(model.figures().waiting()).isZero();
    }

    @Test
    void shares_whileCallsWait_areKeptByWeight() {
        FairShares shares = new FairShares(Map.of("heavy", 3));
        List<String> order = new ArrayList<>();
        List<long[]> begins = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            begins.add(new long[] {shares.begin("heavy"), 0, begins.size()});
            begins.add(new long[] {shares.begin("light"), 1, begins.size()});
        }
        begins.sort((one, other) -> Long.compare(one[0] * 1_000 + one[2], other[0] * 1_000 + other[2]));
        begins.subList(0, 40).forEach(begin -> order.add(begin[1] == 0 ? "heavy" : "light"));

        assertThat(order.stream().filter("heavy"::equals).count()).isBetween(29L, 31L);
    }

    @Test
    void shares_ofOneThatComesLate_beginWhereTheOthersAre() {
        FairShares shares = new FairShares(Map.of());
        for (int i = 0; i < 10; i++) {
            shares.served(shares.begin("early"));
        }

        assertThat(shares.begin("late")).isEqualTo(9 * FairShares.CALL);
    }

    private static PoolModel model() {
        PoolModel model = PoolModel.of("size", "1", "minIdle", "1");
        open(model, 1);
        return model;
    }

    private static void open(PoolModel model, int each) {
        model.start();
        model.loops.forEach(loop -> List.copyOf(loop.connector.pending).forEach(FakeConnector.FakeDial::open));
        model.settle();
        assertThat(model.figures().open()).isEqualTo(each * model.loops.size());
    }

    private void releaseInTurn(PoolModel model) {
        for (int i = 0; i < 20; i++) {
            List.copyOf(served).forEach(Caller::release);
            model.settle();
        }
    }

    private Caller ask(PoolModel model, int urgency) {
        return new Caller(model, urgency, null).ask(HOUR);
    }

    private Caller askAtGate(PoolModel model) {
        return askAtGate(model, Duration.ofHours(1));
    }

    private Caller askAtGate(PoolModel model, Duration maxWait) {
        return new Caller(model, 3, "scope").ask(maxWait.toNanos());
    }

    /** A call with an urgency and, where it has a scope, a gate that the test opens. */
    private final class Caller implements Waiter.Taker {

        private final PoolModel model;
        private final int urgency;
        private final @Nullable Object scope;
        private int mostAhead = Integer.MAX_VALUE;
        private boolean dueAtLast;
        private int asked;
        private long maxWaitNanos;
        private @Nullable Waiter place;
        private @Nullable Lease lease;
        private @Nullable PenstockException refusal;

        Caller(PoolModel model, int urgency, @Nullable Object scope) {
            this.model = model;
            this.urgency = urgency;
            this.scope = scope;
        }

        Caller ask(long maxWait) {
            maxWaitNanos = maxWait;
            Waiter taken = model.loop().shard().acquire(false, maxWait, this);
            place = taken != null ? taken : place;
            return this;
        }

        @Override
        public void leased(Lease granted) {
            Waiter before = place;
            if (scope != null && !gateOpen) {
                asked++;
                long waited = before == null ? 0 : model.ticker.nanos() - before.sinceNanos;
                place = queue().hold(before, false, Duration.ofMillis(20).toNanos(), maxWaitNanos - waited, this);
                granted.release(null);
                return;
            }
            lease = granted;
            served.add(this);
            if (before != null) {
                queue().served(before);
            }
        }

        private CallQueue queue() {
            return model.loop().shard().queue();
        }

        @Override
        public void refused(PenstockException reason) {
            refusal = reason;
        }

        void leave() {
            model.loop().shard().leave(Objects.requireNonNull(place));
        }

        void release() {
            if (lease != null) {
                lease.release(null);
            }
        }

        @Override
        public int urgency() {
            return urgency;
        }

        @Override
        public @Nullable Object scope() {
            return scope;
        }

        @Override
        public @Nullable PenstockException hopeless(int ahead) {
            boolean overdue = refusal == null && place != null && !dueAtLast;
            return ahead > mostAhead || overdue ? new OverloadedException(Problem.RATE_LIMITED, "held back", 1) : null;
        }
    }
}
