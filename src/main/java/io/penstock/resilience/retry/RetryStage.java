package io.penstock.resilience.retry;

import io.penstock.error.Category;
import io.penstock.error.ErrorClassifier;
import io.penstock.error.NetworkException;
import io.penstock.error.PenstockException;
import io.penstock.error.Problem;
import io.penstock.exchange.Answer;
import io.penstock.exchange.AskedWait;
import io.penstock.exchange.Exchange;
import io.penstock.exchange.HeldAnswer;
import io.penstock.exchange.Outcome;
import io.penstock.exchange.Stage;
import io.penstock.resilience.ResilienceEvent;
import io.penstock.time.Deadline;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends a request again, for two reasons. What the upstream certainly did not handle, because a connection of the pool was
 * dead, goes out once more at once and over a fresh one: servers close idle connections at any moment, so that without this a
 * share of all calls fails for no fault of anyone's. And what failed in a way that may pass is tried again after a pause, as
 * often as the policy says, where repeating it is harmless (RFC 9110, section 9.2.2), the deadline allows for the pause, and
 * the upstream's budget for the retry.
 *
 * <p>Decides on the head of an answer; once one is handed on nothing is repeated. Holds no connection during a pause. A
 * failure to connect is not repeated: the dialer has done so, for as long as {@code pool.reconnect.patience}. Confined to
 * its event loop.
 */
public final class RetryStage implements Stage {

    private final Stage next;
    private final RetryRules rules;
    private final RetryBudget.Share budget;
    private final RetryLog log = new RetryLog();

    /**
     * Puts the repetition around what follows.
     *
     * @param budget this event loop's part of the upstream's budget
     */
    public RetryStage(Stage next, RetryRules rules, RetryBudget.Share budget) {
        this.next = next;
        this.rules = rules;
        this.budget = budget;
    }

    @Override
    public void run(Exchange exchange, Outcome outcome) {
        budget.requested(exchange.startedNanos());
        rules.key().addTo(exchange);
        next.run(exchange, new FirstTry(exchange, outcome));
    }

    /** The first attempt, after which nearly all exchanges are done: as little as possible is kept for it. */
    private final class FirstTry implements Outcome {

        private final Exchange exchange;
        private final Outcome outcome;

        FirstTry(Exchange exchange, Outcome outcome) {
            this.exchange = exchange;
            this.outcome = outcome;
        }

        @Override
        public void answered(Answer answer) {
            int status = answer.status();
            if (status >= 400
                    && (rules.policy().retries(status) || rules.classifier().hasRules())) {
                new Tries(exchange, outcome).answered(answer);
            } else {
                outcome.answered(answer);
            }
        }

        @Override
        public void failed(PenstockException failure) {
            new Tries(exchange, outcome).failed(failure);
        }
    }

    /** An exchange whose first attempt did not succeed. */
    private final class Tries implements Outcome, Exchange.Cancellation {

        private final Exchange exchange;
        private final Outcome outcome;
        private @Nullable Deadline pause;
        private long pausedSinceNanos;
        private int attemptsBefore;
        private int retries;
        private boolean repeatedAtOnce;
        private boolean awaitsBody;

        Tries(Exchange exchange, Outcome outcome) {
            this.exchange = exchange;
            this.outcome = outcome;
        }

        @Override
        public void answered(Answer answer) {
            if (rules.classifier().needsBody(answer.status())) {
                hold(answer);
            } else if (rules.classifier().hasRules()) {
                decide(answer, rules.classifier().categoryOf(answer.status(), Buffer.buffer()));
            } else {
                decide(answer, null);
            }
        }

        /** Waits for as much of the body as a rule looks at. */
        private void hold(Answer answer) {
            awaitsBody = true;
            HeldAnswer held = HeldAnswer.hold(answer, beginning -> {
                awaitsBody = false;
                exchange.onCancel(null);
                decide(beginning, rules.classifier().categoryOf(answer.status(), Buffer.buffer(beginning.beginning())));
            });
            if (awaitsBody) {
                // The attempt has done its part with the head: nothing else would end the wait.
                exchange.onCancel(cause -> {
                    held.cancel();
                    outcome.failed(cause.at(exchange.origin()));
                });
            }
        }

        /** Hands the answer on, or discards it; {@code category} is null where no rule says what it is. */
        private void decide(Answer answer, @Nullable Category category) {
            int status = answer.status();
            boolean worthIt = (category == null || category == ErrorClassifier.byStatus(status))
                    ? rules.policy().retries(status)
                    : rules.policy().retries(category);
            if (!worthIt) {
                if (retries > 0 && status < 400) {
                    rules.recorder().cured();
                }
                outcome.answered(answer);
                return;
            }
            long asked = rules.askedWait().nanos(status, answer.headers());
            long pauseNanos = Math.max(asked, nextPause());
            NotRetried why = obstacle(pauseNanos, rules.key().repeatable(exchange));
            if (why != null) {
                gaveUp(Integer.toString(status), why);
                tell(answer, why, asked);
                outcome.answered(answer);
                return;
            }
            if (exchange.uploading() || answer instanceof HeldAnswer) {
                // The body is about to be read again from its start: by one reader only.
                answer.cancel();
            } else {
                HeldAnswer.discard(answer, exchange.wheel());
            }
            pause(pauseNanos, Integer.toString(status), asked == pauseNanos);
        }

        /** Says in the answer what it does not say by itself. */
        private void tell(Answer answer, NotRetried why, long askedNanos) {
            if (why == NotRetried.NOT_REPLAYABLE) {
                answer.headers()
                        .add(
                                "proxy-status",
                                "penstock; received-status=" + answer.status() + "; details=\"" + why.label() + "\"");
            }
            if (askedNanos > 0 && !answer.headers().contains(HttpHeaders.RETRY_AFTER)) {
                long seconds = TimeUnit.NANOSECONDS.toSeconds(askedNanos + TimeUnit.SECONDS.toNanos(1) - 1);
                answer.headers().set(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
            }
        }

        @Override
        public void failed(PenstockException failure) {
            boolean sent = exchange.attempts() > attemptsBefore;
            boolean dial = failure instanceof NetworkException && !sent;
            if (exchange.cancelledBy() != null || dial) {
                outcome.failed(failure);
            } else if (worthRepeatingAtOnce(failure)) {
                repeatedAtOnce = true;
                attemptsBefore = exchange.attempts();
                rules.pool().retriedOnFresh();
                exchange.wantFreshConnection();
                next.run(exchange, this);
            } else if (rules.policy().retries(failure)) {
                retry(failure);
            } else {
                outcome.failed(failure);
            }
        }

        private boolean worthRepeatingAtOnce(PenstockException failure) {
            return !repeatedAtOnce
                    && failure instanceof NetworkException
                    && exchange.body().readable()
                    && (failure.retrySafe() || diedIdle(failure));
        }

        private boolean diedIdle(PenstockException failure) {
            return failure.problem() == Problem.CONNECTION_LOST && exchange.connectionPooled() && exchange.idempotent();
        }

        private void retry(PenstockException failure) {
            String reason = failure.problem().slug();
            long asked = failure.retryAfterMillis() < 0
                    ? AskedWait.NONE
                    : TimeUnit.MILLISECONDS.toNanos(failure.retryAfterMillis());
            long pauseNanos = Math.max(asked, nextPause());
            NotRetried why =
                    obstacle(pauseNanos, failure.retrySafe() || rules.key().repeatable(exchange));
            if (why == null) {
                pause(pauseNanos, reason, false);
            } else {
                gaveUp(reason, why);
                outcome.failed(failure.with("notRetried", why.label()));
            }
        }

        private long nextPause() {
            return rules.policy().backoff().nanos(retries + 1, rules.random());
        }

        /** Why there is no other try; null where there is one, which is reserved then. */
        private @Nullable NotRetried obstacle(long pauseNanos, boolean repeatable) {
            if (retries >= rules.policy().maxRetries()) {
                return NotRetried.ATTEMPTS_EXHAUSTED;
            } else if (!repeatable) {
                return NotRetried.NOT_IDEMPOTENT;
            } else if (!exchange.body().readable()) {
                return NotRetried.NOT_REPLAYABLE;
            } else if (pauseNanos >= exchange.totalLeftNanos() || pauseNanos > exchange.pauseLeftNanos()) {
                return NotRetried.WAIT_TOO_LONG;
            }
            return budget.reserve(now()) ? null : NotRetried.BUDGET_EXHAUSTED;
        }

        private void gaveUp(String reason, NotRetried why) {
            rules.recorder().gaveUp(why.label());
            if (retries > 0 || why == NotRetried.BUDGET_EXHAUSTED) {
                log.gaveUp(exchange, reason, why.label());
            }
        }

        private void pause(long nanos, String reason, boolean asked) {
            retries++;
            attemptsBefore = exchange.attempts();
            rules.recorder().retried(reason, nanos);
            rules.events().tell(ResilienceEvent.Type.RETRY, exchange, reason, nanos);
            log.retrying(exchange, retries, rules.policy().maxRetries(), nanos, reason, asked);
            pausedSinceNanos = now();
            exchange.onCancel(this);
            Deadline deadline = pause;
            if (deadline == null) {
                deadline = exchange.wheel().deadline(this::resume);
                pause = deadline;
            }
            deadline.armIn(nanos);
        }

        private void resume() {
            exchange.onCancel(null);
            exchange.paused(now() - pausedSinceNanos);
            budget.sent(now());
            next.run(exchange, this);
        }

        @Override
        public void cancelled(PenstockException cause) {
            if (pause != null) {
                pause.cancel();
            }
            exchange.paused(now() - pausedSinceNanos);
            budget.giveBack();
            outcome.failed(cause.at(exchange.origin()));
        }

        private long now() {
            return exchange.wheel().ticker().nanos();
        }
    }
}
