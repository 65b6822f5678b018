package io.penstock.gateway;

import io.netty.buffer.ByteBuf;
import io.penstock.error.PenstockException;
import io.penstock.error.Problem;
import io.penstock.exchange.Answer;
import io.penstock.exchange.Exchange;
import io.penstock.exchange.Outcome;
import io.penstock.exchange.Stage;
import io.penstock.metrics.MethodIndex;
import io.penstock.metrics.RouteRecorder;
import io.penstock.resilience.ResilienceEvent;
import io.penstock.resilience.ResilienceEvents;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpVersion;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts and times each exchange, from its start to the last byte of its answer, and tells it in the debug log and to whoever
 * listens to events.
 */
final class ObserveStage implements Stage {

    private static final Logger LOG = LoggerFactory.getLogger(ObserveStage.class);

    private final Stage next;
    private final RouteRecorder recorder;
    private final ResilienceEvents events;

    ObserveStage(Stage next, RouteRecorder recorder, ResilienceEvents events) {
        this.next = next;
        this.recorder = recorder;
        this.events = events;
    }

    @Override
    public void run(Exchange exchange, Outcome outcome) {
        Observed observed = new Observed(exchange, outcome);
        recorder.started(observed.method);
        next.run(exchange, observed);
    }

    /** Stands between the path and the caller for one exchange; passes everything on and notes how it ends. */
    private final class Observed implements Outcome, Answer, Answer.Reader {

        private final Exchange exchange;
        private final Outcome outcome;
        private final int method;
        private @Nullable Answer answer;
        private @Nullable Reader reader;
        private boolean ended;

        Observed(Exchange exchange, Outcome outcome) {
            this.exchange = exchange;
            this.outcome = outcome;
            this.method = MethodIndex.of(exchange.method().name());
        }

        @Override
        public void answered(Answer arrived) {
            answer = arrived;
            outcome.answered(this);
        }

        @Override
        public void failed(PenstockException failure) {
            failedWith(failure.problem(), failure.detail());
            outcome.failed(failure);
        }

        @Override
        public HttpVersion version() {
            return answer().version();
        }

        @Override
        public int status() {
            return answer().status();
        }

        @Override
        public MultiMap headers() {
            return answer().headers();
        }

        @Override
        public boolean bursting() {
            return answer().bursting();
        }

        @Override
        public void read(Reader receiver) {
            reader = receiver;
            answer().read(this);
        }

        @Override
        public void pause() {
            answer().pause();
        }

        @Override
        public void resume() {
            answer().resume();
        }

        @Override
        public void cancel() {
            failedWith(Problem.CANCELLED, "the caller left");
            answer().cancel();
        }

        @Override
        public void data(ByteBuf chunk) {
            reader().data(chunk);
        }

        @Override
        public void burstEnd() {
            reader().burstEnd();
        }

        @Override
        public void end(MultiMap trailers) {
            if (!ended) {
                ended = true;
                recorder.answered(method, status(), nanos(), exchange.attempts());
                events.answered(exchange, status());
                if (LOG.isDebugEnabled()) {
                    LOG.debug(
                            "{} {} {}: {} after {} ms, {} ms of it waiting, {} attempts",
                            exchange.route().upstream(),
                            exchange.method(),
                            exchange.route().pattern(),
                            status(),
                            nanos() / 1_000_000,
                            exchange.waitedNanos() / 1_000_000,
                            exchange.attempts());
                }
            }
            reader().end(trailers);
        }

        @Override
        public void broken(PenstockException failure) {
            failedWith(failure.problem(), failure.detail());
            reader().broken(failure);
        }

        private void failedWith(Problem problem, String detail) {
            if (!ended) {
                ended = true;
                recorder.failed(method, problem, nanos(), exchange.attempts());
                events.tell(ResilienceEvent.Type.ERROR, exchange, problem.slug(), 0);
                if (LOG.isDebugEnabled()) {
                    LOG.debug(
                            "{} {} {}: {} after {} ms, {} attempts: {}",
                            exchange.route().upstream(),
                            exchange.method(),
                            exchange.route().pattern(),
                            problem.slug(),
                            nanos() / 1_000_000,
                            exchange.attempts(),
                            detail);
                }
            }
        }

        private long nanos() {
            return exchange.wheel().ticker().nanos() - exchange.startedNanos();
        }

        private Answer answer() {
            if (answer == null) {
                throw new IllegalStateException("an answer is only handed on once it has arrived");
            }
            return answer;
        }

        private Reader reader() {
            if (reader == null) {
                throw new IllegalStateException("a body only flows once it is read");
            }
            return reader;
        }
    }
}
