package io.penstock.resilience.hedge;

import io.penstock.config.HedgeConfig;
import io.penstock.error.CancelledException;
import io.penstock.error.PenstockException;
import io.penstock.error.Problem;
import io.penstock.exchange.Answer;
import io.penstock.exchange.Exchange;
import io.penstock.exchange.HeldAnswer;
import io.penstock.exchange.Outcome;
import io.penstock.exchange.Stage;
import io.penstock.metrics.RetryRecorder;
import io.penstock.resilience.retry.RetryBudget;
import io.penstock.time.Deadline;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.List;

/**
 * Sends a read once more where its answer takes longer than usual, and hands on the answer that comes first; the other
 * requests are reset. It cuts the longest times of an upstream that is slow now and then; the upstream's budget of retries
 * keeps it from doubling the load of one that is slow altogether. Confined to its event loop.
 */
public final class HedgeStage implements Stage {

    private final Stage next;
    private final RetryBudget.Share budget;
    private final RetryRecorder recorder;
    private final int most;
    private final long delayNanos;
    private final UsualTime usual;

    /**
     * Puts the race around what follows.
     *
     * @param config when to hedge; it must be enabled
     * @param budget this event loop's part of the upstream's budget of retries
     */
    public HedgeStage(Stage next, HedgeConfig config, RetryBudget.Share budget, RetryRecorder recorder) {
        this.next = next;
        this.budget = budget;
        this.recorder = recorder;
        this.most = config.max();
        this.delayNanos = config.percentile() > 0 ? 0 : config.delay().toNanos();
        this.usual = new UsualTime(config.percentile());
    }

    @Override
    public void run(Exchange exchange, Outcome outcome) {
        boolean read = HttpMethod.GET.equals(exchange.method()) || HttpMethod.HEAD.equals(exchange.method());
        if (read && exchange.body().length() == 0 && !exchange.headers().contains(HttpHeaders.EXPECT)) {
            new Race(exchange, outcome).start();
        } else {
            next.run(exchange, outcome);
        }
    }

    private long patienceNanos() {
        return delayNanos > 0 ? delayNanos : usual.nanos();
    }

    /** The attempts of one exchange that run at the same time. */
    private final class Race implements Exchange.Cancellation {

        private final Exchange exchange;
        private final Outcome outcome;
        private final Deadline patience;
        private final List<Runner> runners = new ArrayList<>(2);
        private int running;
        private boolean over;

        Race(Exchange exchange, Outcome outcome) {
            this.exchange = exchange;
            this.outcome = outcome;
            this.patience = exchange.wheel().deadline(this::patienceEnded);
        }

        void start() {
            exchange.onCancel(this);
            patience.armIn(patienceNanos());
            enter();
        }

        private void enter() {
            Runner runner = new Runner(this, exchange.leg());
            runners.add(runner);
            running++;
            next.run(runner.leg, runner);
        }

        private void patienceEnded() {
            if (exchange.attempts() < runners.size()) {
                // What waits for a connection would only wait twice.
                patience.armIn(patienceNanos());
            } else if (budget.reserve(now())) {
                budget.sent(now());
                enter();
                if (!over && runners.size() <= most) {
                    patience.armIn(patienceNanos());
                }
            }
        }

        void answered(Runner runner, Answer answer) {
            running--;
            if (over) {
                answer.cancel();
            } else if (answer.status() >= 500 && running > 0) {
                // Another one may still do better.
                HeldAnswer.discard(answer, exchange.wheel());
            } else {
                usual.record(now() - runner.sinceNanos);
                end(runner, new CancelledException(Problem.CANCELLED, "another attempt was faster"));
                outcome.answered(answer);
            }
        }

        void failed(Runner runner, PenstockException failure) {
            running--;
            if (!over && running == 0) {
                end(runner, failure);
                outcome.failed(failure);
            }
        }

        private void end(Runner last, PenstockException cause) {
            over = true;
            patience.cancel();
            exchange.onCancel(null);
            if (runners.size() > 1) {
                recorder.hedged(last != runners.get(0));
            }
            for (Runner other : runners) {
                if (other != last) {
                    other.leg.cancel(cause);
                }
            }
        }

        @Override
        public void cancelled(PenstockException cause) {
            over = true;
            patience.cancel();
            runners.forEach(runner -> runner.leg.cancel(cause));
            outcome.failed(cause.at(exchange.origin()));
        }

        long now() {
            return exchange.wheel().ticker().nanos();
        }
    }

    /** One of the attempts. */
    private static final class Runner implements Outcome {

        private final Race race;
        private final Exchange leg;
        private final long sinceNanos;

        Runner(Race race, Exchange leg) {
            this.race = race;
            this.leg = leg;
            this.sinceNanos = race.now();
        }

        @Override
        public void answered(Answer answer) {
            race.answered(this, answer);
        }

        @Override
        public void failed(PenstockException failure) {
            race.failed(this, failure);
        }
    }
}
