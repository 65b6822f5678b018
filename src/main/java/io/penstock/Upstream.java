package io.penstock;

import io.penstock.app.Assembly;
import io.penstock.app.EventLoop;
import io.penstock.app.Gateway;
import io.penstock.error.PenstockException;
import io.penstock.error.Problem;
import io.penstock.error.SystemException;
import io.penstock.exchange.VertxInternals;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Objects;
import java.util.function.BiFunction;

/**
 * An upstream, called within the process: through the same stages, pool, limits and metrics as calls over the port, without
 * the way over it. Thread-safe.
 *
 * <p>A call runs on an event loop of Penstock's: on the current one where it is one of them, else on each in turn. Its future
 * completes on the Vert.x context that made the call; where a plain thread made it, or Penstock's own Vert.x did, on that
 * event loop, which must not be blocked. It fails with the exceptions of {@link io.penstock.error}; a status of the upstream, whichever it is, is an
 * answer, unless the request is {@linkplain UpstreamRequest#failingOnErrors failing on errors}.
 */
public final class Upstream {

    private final String name;
    private final Assembly assembly;
    private final CallRules rules;
    private final CallsInFlight inFlight;

    Upstream(String name, Assembly assembly, CallRules rules, CallsInFlight inFlight) {
        this.name = name;
        this.assembly = assembly;
        this.rules = rules;
        this.inFlight = inFlight;
    }

    /** The configured name. */
    public String name() {
        return name;
    }

    /**
     * Sends a request and gathers the answer in memory.
     *
     * @return the answer; fails with an {@link io.penstock.error.AnswerTooLargeException} where its body is larger than the
     *     request's {@code maxResponseBody}
     */
    public Future<UpstreamResponse> send(UpstreamRequest request) {
        return call(request, (promise, receiver) -> new WholeDelivery(promise, request));
    }

    /**
     * Sends a request and hands the answer on as it comes.
     *
     * @return the answer's head, whose body must be read or cancelled
     */
    public Future<UpstreamStream> stream(UpstreamRequest request) {
        return call(request, StreamDelivery::new);
    }

    /**
     * Asks for all items of a collection, page after page, as the route's settings or its {@code Link} fields lead on. A request that
     * broke off goes on with the fields {@code Penstock-Resume} and {@code Penstock-Received}.
     *
     * @return the items, once the first page is here; fails where the upstream refuses that, or it leads to no walk
     */
    public Future<UpstreamPages> pages(UpstreamRequest request) {
        UpstreamRequest walk = UpstreamPages.asking(request);
        return call(walk, (promise, receiver) -> new PagesDelivery(promise, walk, receiver));
    }

    /** Sends a {@code GET} and gathers the answer; see {@link #send}. */
    public Future<UpstreamResponse> get(String path) {
        return send(UpstreamRequest.get(path));
    }

    /** Sends a {@code DELETE} and gathers the answer; see {@link #send}. */
    public Future<UpstreamResponse> delete(String path) {
        return send(UpstreamRequest.delete(path));
    }

    /** Sends a {@code POST} and gathers the answer; see {@link #send}. */
    public Future<UpstreamResponse> post(String path, Buffer body) {
        return send(UpstreamRequest.post(path).withBody(body));
    }

    /** Sends a {@code POST} and gathers the answer; see {@link #send}. */
    public Future<UpstreamResponse> post(String path, JsonObject body) {
        return send(UpstreamRequest.post(path).withJson(body));
    }

    /** Sends a {@code PUT} and gathers the answer; see {@link #send}. */
    public Future<UpstreamResponse> put(String path, Buffer body) {
        return send(UpstreamRequest.put(path).withBody(body));
    }

    /** Sends a {@code PUT} and gathers the answer; see {@link #send}. */
    public Future<UpstreamResponse> put(String path, JsonObject body) {
        return send(UpstreamRequest.put(path).withJson(body));
    }

    /** Sends a {@code PATCH} and gathers the answer; see {@link #send}. */
    public Future<UpstreamResponse> patch(String path, Buffer body) {
        return send(UpstreamRequest.patch(path).withBody(body));
    }

    /** Sends a {@code PATCH} and gathers the answer; see {@link #send}. */
    public Future<UpstreamResponse> patch(String path, JsonObject body) {
        return send(UpstreamRequest.patch(path).withJson(body));
    }

    /** Its circuit breaker. */
    public CircuitBreaker breaker() {
        return new CircuitBreaker(name, assembly.gateway());
    }

    /** A look at its queue; figures of different event loops may be moments apart. */
    public QueueSnapshot queue() {
        return QueueSnapshot.of(Objects.requireNonNull(assembly.gateway().queue(name)));
    }

    /** A look at its limits, configured and learned, and at its budget of retries; figures may be moments apart. */
    public LimitsSnapshot limits() {
        Gateway gateway = assembly.gateway();
        return LimitsSnapshot.of(
                Objects.requireNonNull(gateway.limits(name)).status(),
                Objects.requireNonNull(gateway.retryBudget(name)));
    }

    private <T> Future<T> call(UpstreamRequest request, BiFunction<Promise<T>, Context, Delivery> delivery) {
        EventLoop.Parts loop = assembly.gateway().anyLoop();
        Context program = assembly.callersContext();
        Promise<T> promise = program == null ? Promise.promise() : VertxInternals.promise(program);
        Context receiver = program == null ? loop.context() : program;
        UpstreamCall call =
                new UpstreamCall(name, request, loop, rules, inFlight, delivery.apply(promise, receiver), program);
        return call.start() ? promise.future() : Future.failedFuture(closed());
    }

    private PenstockException closed() {
        return new SystemException(Problem.SHUTTING_DOWN, "Penstock is closed; expected one that runs")
                .at(new PenstockException.Origin(name, 0, 0));
    }
}
