package io.penstock.resilience.fallback;

import io.penstock.error.CancelledException;
import io.penstock.error.CircuitOpenException;
import io.penstock.error.CredentialException;
import io.penstock.error.NetworkException;
import io.penstock.error.OverloadedException;
import io.penstock.error.PenstockException;
import io.penstock.error.Problem;
import io.penstock.error.RateLimitedException;
import io.penstock.error.TimeoutException;
import io.penstock.exchange.Answer;
import io.penstock.exchange.AnswerWithFields;
import io.penstock.exchange.Exchange;
import io.penstock.exchange.HeldAnswer;
import io.penstock.exchange.Outcome;
import io.penstock.exchange.Stage;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import org.jspecify.annotations.Nullable;

/**
 * Answers a call that failed for good, or whose last answer is a 5xx, with what the route falls back to: the last good
 * answer, another upstream's, or a fixed one, whichever there is first. Such an answer says so in
 * {@code Penstock-Fallback}. What the caller did wrong, or gave up, is not answered so.
 */
public final class FallbackStage implements Stage {

    /** The field that tells an answer which is not the upstream's own. */
    static final String FIELD = "Penstock-Fallback";

    private final Stage next;
    private final Fallback fallback;
    private final @Nullable Alternative alternative;

    /**
     * Puts the fallback around what follows.
     *
     * @param alternative the upstream that the fallback names, on this event loop; null where it names none
     */
    public FallbackStage(Stage next, Fallback fallback, @Nullable Alternative alternative) {
        this.next = next;
        this.fallback = fallback;
        this.alternative = alternative;
    }

    @Override
    public void run(Exchange exchange, Outcome outcome) {
        // Both before anything signs the request: neither may hold the upstream's credentials.
        String key = fallback.lastGood() != null && reads(exchange) ? RequestKey.of(exchange) : null;
        Alternative.Call other = alternative == null ? null : alternative.prepare(exchange);
        next.run(exchange, new Attempted(exchange, outcome, key, other));
    }

    private static boolean reads(Exchange exchange) {
        return HttpMethod.GET.equals(exchange.method()) || HttpMethod.HEAD.equals(exchange.method());
    }

    /** Whether a failure is one that others can make up for. */
    static boolean helps(PenstockException failure) {
        return failure instanceof NetworkException
                || failure instanceof OverloadedException
                || failure instanceof CircuitOpenException
                || failure instanceof RateLimitedException
                || failure instanceof CredentialException
                || (failure instanceof TimeoutException && failure.problem() != Problem.CALLER_TOO_SLOW);
    }

    /** One exchange that may yet fail. */
    private final class Attempted implements Outcome {

        private final Exchange exchange;
        private final Outcome outcome;
        private final @Nullable String key;
        private final Alternative.@Nullable Call other;

        Attempted(Exchange exchange, Outcome outcome, @Nullable String key, Alternative.@Nullable Call other) {
            this.exchange = exchange;
            this.outcome = outcome;
            this.key = key;
            this.other = other;
        }

        @Override
        public void answered(Answer answer) {
            if (answer.status() >= 500) {
                fallBack("http-" + answer.status(), answer, null);
            } else if (fallback.lastGood() != null && key != null && KeepingAnswer.keepable(answer)) {
                outcome.answered(new KeepingAnswer(answer, fallback.lastGood(), key, now()));
            } else {
                outcome.answered(answer);
            }
        }

        @Override
        public void failed(PenstockException failure) {
            if (helps(failure)) {
                fallBack(failure.problem().slug(), null, failure);
            } else {
                outcome.failed(failure);
            }
        }

        /** Exactly one of {@code answer} and {@code failure} is there: what the caller gets where nothing helps. */
        private void fallBack(String reason, @Nullable Answer answer, @Nullable PenstockException failure) {
            KeptAnswer last = fallback.lastGood() != null && key != null
                    ? fallback.lastGood().find(key, now())
                    : null;
            if (last != null) {
                discard(answer);
                Answer given = last.toAnswer();
                given.headers().set("Age", Long.toString((now() - last.keptNanos()) / 1_000_000_000));
                give(given, "last-good", reason);
            } else if (alternative != null && other != null && mayAskAnother(failure)) {
                discard(answer);
                askAnother(alternative.name(), other, reason);
            } else if (fallback.fixed() != null) {
                discard(answer);
                give(fallback.fixed().toAnswer(), "fixed", reason);
            } else if (answer != null) {
                outcome.answered(answer);
            } else if (failure != null) {
                outcome.failed(failure);
            }
        }

        /** One whose time is up has none for another upstream; its exchange may go on for others who wait for the answer. */
        private boolean mayAskAnother(@Nullable PenstockException failure) {
            boolean timeIsUp = failure != null && failure.problem() == Problem.TOTAL_TIMEOUT;
            return !timeIsUp
                    && exchange.cancelledBy() == null
                    && exchange.body().readable()
                    && !exchange.uploading();
        }

        private void askAnother(String name, Alternative.Call call, String reason) {
            Exchange prepared = call.exchange();
            prepared.limitWait(exchange.maxWaitLeftNanos());
            prepared.onContinue(exchange::relayContinue);
            exchange.onCancel(prepared::leave);
            call.path().run(prepared, new Outcome() {
                @Override
                public void answered(Answer answer) {
                    exchange.onCancel(null);
                    if (answer.status() >= 500 && fallback.fixed() != null) {
                        discard(answer);
                        give(fallback.fixed().toAnswer(), "fixed", reason);
                    } else {
                        give(answer, "upstream;name=\"" + name + '"', reason);
                    }
                }

                @Override
                public void failed(PenstockException failure) {
                    exchange.onCancel(null);
                    if (fallback.fixed() != null && !(failure instanceof CancelledException)) {
                        give(fallback.fixed().toAnswer(), "fixed", reason);
                    } else {
                        outcome.failed(failure);
                    }
                }
            });
        }

        private void give(Answer answer, String what, String reason) {
            MultiMap marked = HttpHeaders.headers().addAll(answer.headers()).set(FIELD, what + ";reason=" + reason);
            outcome.answered(new AnswerWithFields(answer, marked));
        }

        private void discard(@Nullable Answer answer) {
            if (answer != null) {
                HeldAnswer.discard(answer, exchange.wheel());
            }
        }

        private long now() {
            return exchange.wheel().ticker().nanos();
        }
    }
}
