package io.penstock;

import io.netty.buffer.ByteBuf;
import io.penstock.app.EventLoop;
import io.penstock.error.BadRequestException;
import io.penstock.error.CancelledException;
import io.penstock.error.ErrorClassifier;
import io.penstock.error.PenstockException;
import io.penstock.error.Problem;
import io.penstock.error.SystemException;
import io.penstock.error.TimeoutException;
import io.penstock.exchange.Answer;
import io.penstock.exchange.Exchange;
import io.penstock.exchange.Outcome;
import io.penstock.exchange.RequestBody;
import io.penstock.exchange.RouteSettings;
import io.penstock.exchange.StreamedBody;
import io.penstock.exchange.WalkResumption;
import io.penstock.gateway.Call;
import io.penstock.gateway.ResumeFields;
import io.penstock.gateway.inbound.PathMapping;
import io.penstock.time.Deadline;
import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The program's end of one exchange. Started, cancelled and shut down from any thread; everything else is confined to its
 * event loop.
 *
 * <p>However it ends, {@link #finish} runs once: it stops the deadline, lets go of the request's body, and takes the call
 * out of the books.
 */
final class UpstreamCall implements Outcome, Answer.Reader {

    private final String upstream;
    private final UpstreamRequest request;
    private final EventLoop.Parts loop;
    private final CallRules rules;
    private final CallsInFlight inFlight;
    private final Delivery delivery;
    private final @Nullable Upload upload;
    private final Deadline deadline;
    private @Nullable ErrorClassifier classifier;
    private @Nullable Exchange exchange;
    private @Nullable Answer answer;
    private Answer.@Nullable Reader reader;
    private boolean ended;
    private boolean over;

    /**
     * A call, on the thread of the program that makes it.
     *
     * @param loop the event loop that will carry it
     * @param program the program's context, null for none
     */
    UpstreamCall(
            String upstream,
            UpstreamRequest request,
            EventLoop.Parts loop,
            CallRules rules,
            CallsInFlight inFlight,
            Delivery delivery,
            @Nullable Context program) {
        this.upstream = upstream;
        this.request = request;
        this.loop = loop;
        this.rules = rules;
        this.inFlight = inFlight;
        this.delivery = delivery;
        this.deadline = loop.wheel().deadline(this::deadlinePassed);
        this.upload = request.body() instanceof UpstreamRequest.Streamed body
                ? new Upload(body, program, loop.context(), failure -> onLoop(() -> stop(failure)))
                : null;
    }

    /** Starts the call; false where no more calls are taken. */
    boolean start() {
        if (!inFlight.add(this)) {
            if (upload != null) {
                upload.release();
            }
            return false;
        }
        CancelToken token = request.cancelToken();
        if (token != null) {
            // Before it runs: a token cancelled already ends it unsent, and it cannot end before it is known to its
            // token.
            token.add(this);
        }
        onLoop(this::run);
        return true;
    }

    /** Ends the call for the program; any thread. */
    void cancel() {
        onLoop(() -> stop(new CancelledException(Problem.CANCELLED, "the program cancelled the call")));
    }

    /** Ends the call because Penstock stops; any thread. */
    void shutDown() {
        onLoop(() -> stop(new SystemException(Problem.SHUTTING_DOWN, "the call did not end within server.drain")));
    }

    /** Does something on the call's event loop; any thread. */
    void onLoop(Runnable action) {
        loop.context().runOnContext(ready -> action.run());
    }

    private void run() {
        if (over) {
            return;
        }
        Call route = Objects.requireNonNull(
                loop.gateway().call(upstream, request.method().name(), request.path()), "routes of a known upstream");
        classifier = route.classifier();
        PathMapping paths = new PathMapping("/", route.basePath());
        PenstockException refusal = rules.check(request, paths, route.settings());
        WalkResumption resumption = null;
        try {
            resumption = ResumeFields.read(request.headers());
        } catch (BadRequestException flaw) {
            refusal = refusal == null ? flaw : refusal;
        }
        if (refusal != null) {
            stop(refusal);
            return;
        }
        Exchange begun = new Exchange(
                route.settings(),
                loop.wheel(),
                request.method(),
                paths.map(request.path()),
                CallRules.headers(request, route.authority()),
                body(route.settings()));
        begun.limitWait(request.limits().maxWaitNanos());
        begun.limitTotal(request.limits().timeoutNanos());
        if (resumption != null) {
            begun.resumeWalk(resumption);
        }
        exchange = begun;
        armTimeout(begun);
        route.path().run(begun, this);
    }

    private RequestBody body(RouteSettings settings) {
        if (request.body() instanceof UpstreamRequest.Whole whole) {
            return RequestBody.of(whole.bytes());
        }
        Upload flowing = Objects.requireNonNull(upload, "the upload of a streamed body");
        flowing.start();
        return new StreamedBody(
                flowing.onLoop(),
                request.body().length(),
                settings.maxRequestBody(),
                settings.replayBuffer(),
                rules.stallNanos(),
                loop.wheel(),
                this::stop);
    }

    private void armTimeout(Exchange running) {
        long limit = request.limits().timeoutNanos();
        if (limit != Long.MAX_VALUE) {
            deadline.armIn(limit - spentNanos(running));
        }
    }

    private static long spentNanos(Exchange running) {
        return running.wheel().ticker().nanos() - running.startedNanos() - running.deadlinePauseNanos();
    }

    private void deadlinePassed() {
        Exchange running = exchange;
        if (answer != null && delivery.streams()) {
            stop(new TimeoutException(
                    Problem.CALLER_TOO_SLOW, "no byte of the answer was taken in server.stall by the program"));
        } else if (running != null && spentNanos(running) < request.limits().timeoutNanos()) {
            armTimeout(running);
        } else {
            stop(new TimeoutException(
                    Problem.TOTAL_TIMEOUT,
                    (answer == null ? "no answer of " : "not all of the answer of ") + upstream + " came in "
                            + request.limits().timeoutNanos() / 1_000_000 + " ms, the timeout of the call"));
        }
    }

    @Override
    public void answered(Answer arrived) {
        if (over) {
            arrived.cancel();
            return;
        }
        answer = arrived;
        if (delivery.streams()) {
            deadline.cancel();
        }
        reader = delivery.answered(this, arrived);
        if (!over) {
            arrived.read(this);
        }
    }

    @Override
    public void failed(PenstockException failure) {
        fail(failure);
    }

    @Override
    public void data(ByteBuf chunk) {
        if (!over && reader != null) {
            reader.data(chunk);
        } else {
            chunk.release();
        }
    }

    @Override
    public void end(MultiMap trailers) {
        if (!over && reader != null) {
            ended = true;
            if (delivery.streams()) {
                deadline.armIn(rules.stallNanos());
            }
            reader.end(trailers);
        }
    }

    @Override
    public void broken(PenstockException failure) {
        fail(failure);
    }

    /** Holds the upstream back until {@link #resume()}, for which the program has {@code server.stall}. */
    void pause() {
        if (!over && answer != null) {
            deadline.armIn(rules.stallNanos());
            answer.pause();
        }
    }

    /** Lets the upstream go on. */
    void resume() {
        if (!over && answer != null) {
            if (ended) {
                deadline.armIn(rules.stallNanos());
            } else {
                deadline.cancel();
                answer.resume();
            }
        }
    }

    /** What an error answer becomes for a program that wants exceptions. */
    PenstockException errorOf(UpstreamResponse response) {
        return CallRules.errorOf(
                Objects.requireNonNull(classifier, "the classifier of an answered call"),
                response,
                Objects.requireNonNull(exchange, "the exchange of an answered call"));
    }

    /** The program has all of the answer. */
    void delivered() {
        if (!over) {
            finish();
        }
    }

    /** Ends the call wherever it stands, and resets what the upstream still does for it. */
    void stop(PenstockException cause) {
        if (over) {
            return;
        }
        Answer open = answer;
        Exchange running = exchange;
        if (open == null && running != null) {
            // The stage that waits returns what it holds, and reports the cause.
            running.leave(cause);
            return;
        }
        if (open != null) {
            open.cancel();
        }
        fail(cause.at(running == null ? new PenstockException.Origin(upstream, 0, 0) : running.origin()));
    }

    private void fail(PenstockException failure) {
        if (over) {
            return;
        }
        finish();
        if (reader != null) {
            reader.broken(failure);
        } else {
            delivery.failed(failure);
        }
    }

    private void finish() {
        over = true;
        deadline.cancel();
        if (upload != null) {
            upload.release();
        }
        CancelToken token = request.cancelToken();
        if (token != null) {
            token.remove(this);
        }
        inFlight.remove(this);
    }
}
