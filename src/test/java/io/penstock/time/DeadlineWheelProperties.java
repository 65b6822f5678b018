package io.penstock.time;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.FakeTicker;
import io.penstock.testing.ManualAlarm;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever is armed, cancelled and armed again, and however late the alarm rings, the wheel keeps its promises. */
class DeadlineWheelProperties {

    private static final int DEADLINES = 8;
    private static final long NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);
    // A slot, and what an alarm in whole milliseconds adds.
    private static final long MAX_LATE_NANOS = 11 * NANOS_PER_MILLI;

    /**
     * What a test does next.
     *
     * @param deadline the deadline that it concerns
     * @param nanos the delay that it is armed with, or how far the clock moves
     * @param reaction the deadline that its action concerns when it fires
     */
    record Step(Kind kind, int deadline, long nanos, int reaction) {}

    enum Kind {
        ARM,
        CANCEL,
        ARM_THEN_ARM,
        ARM_THEN_CANCEL,
        WAIT,
        /** As an event loop does that was busy: the alarm rings late. */
        OVERSLEEP
    }

    @Property(tries = 2_000)
    void everyDeadline_firesOnceAndInTime_unlessWithdrawn(@ForAll("steps") List<Step> steps) {
        Model model = new Model();
        steps.forEach(model::take);
        model.runOut();
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Long> nanos = Arbitraries.oneOf(
                Arbitraries.longs().between(0, 30 * NANOS_PER_MILLI),
                Arbitraries.longs().between(0, 200).map(slots -> slots * 10 * NANOS_PER_MILLI),
                Arbitraries.longs().between(0, 20_000 * NANOS_PER_MILLI));
        Arbitrary<Integer> deadline = Arbitraries.integers().between(0, DEADLINES - 1);
        return Combinators.combine(Arbitraries.of(Kind.class), deadline, nanos, deadline)
                .as(Step::new)
                .list()
                .ofMaxSize(40);
    }

    /** The naive account of what is armed and when it is due, kept beside the wheel. */
    private static final class Model {

        private final FakeTicker ticker = new FakeTicker();
        private final ManualAlarm alarm = new ManualAlarm(ticker);
        private final DeadlineWheel wheel = new DeadlineWheel(ticker, alarm);
        private final Deadline[] deadlines = new Deadline[DEADLINES];
        private final boolean[] armed = new boolean[DEADLINES];
        private final long[] dueNanos = new long[DEADLINES];
        private final Runnable[] reactions = new Runnable[DEADLINES];
        private boolean advancing;
        private boolean alarmLate;

        Model() {
            for (int i = 0; i < DEADLINES; i++) {
                int id = i;
                deadlines[i] = wheel.deadline(() -> fired(id));
                reactions[i] = () -> {};
            }
        }

        void take(Step step) {
            switch (step.kind()) {
                case ARM -> arm(step.deadline(), step.nanos(), () -> {});
                case CANCEL -> cancel(step.deadline());
                case ARM_THEN_ARM ->
                    arm(step.deadline(), step.nanos(), () -> arm(step.reaction(), step.nanos() / 2, () -> {}));
                case ARM_THEN_CANCEL -> arm(step.deadline(), step.nanos(), () -> cancel(step.reaction()));
                case WAIT -> sleep(step.nanos());
                case OVERSLEEP -> oversleep(step.nanos());
            }
            check();
        }

        /** Lets everything happen that is still to come: nothing may be left, and no alarm. */
        void runOut() {
            sleep(40_000 * NANOS_PER_MILLI);
            assertThat(wheel.armed()).isZero();
            assertThat(alarm.delayMillis()).isEmpty();
        }

        private void arm(int id, long delayNanos, Runnable reaction) {
            reactions[id] = reaction;
            dueNanos[id] = ticker.nanos() + delayNanos;
            armed[id] = true;
            deadlines[id].armIn(delayNanos);
        }

        private void cancel(int id) {
            armed[id] = false;
            deadlines[id].cancel();
        }

        private void fired(int id) {
            assertThat(advancing).as("fired by the alarm only").isTrue();
            assertThat(armed[id]).as("armed when it fired").isTrue();
            long late = ticker.nanos() - dueNanos[id];
            assertThat(late).as("nanoseconds after it was due").isNotNegative();
            if (!alarmLate) {
                assertThat(late).as("nanoseconds late").isLessThan(MAX_LATE_NANOS);
            }
            armed[id] = false;
            reactions[id].run();
        }

        /** Moves the clock on, ringing the alarm whenever it is due. */
        private void sleep(long nanos) {
            long end = ticker.nanos() + nanos;
            while (alarm.delayMillis().isPresent() && ticker.nanos() + alarm.nanosLeft() - end <= 0) {
                ticker.advanceNanos(Math.max(0, alarm.nanosLeft()));
                ring();
            }
            ticker.advanceNanos(end - ticker.nanos());
        }

        private void oversleep(long nanos) {
            ticker.advanceNanos(nanos);
            alarmLate = true;
            ring();
            alarmLate = false;
        }

        private void ring() {
            alarm.ring();
            advancing = true;
            wheel.advance();
            advancing = false;
        }

        private void check() {
            int count = 0;
            for (int i = 0; i < DEADLINES; i++) {
                assertThat(deadlines[i].armed()).isEqualTo(armed[i]);
                count += armed[i] ? 1 : 0;
            }
            assertThat(wheel.armed()).isEqualTo(count);
            if (count > 0) {
                assertThat(alarm.delayMillis()).as("the alarm").isPresent();
            }
        }
    }
}
