package io.penstock.gateway;

import io.penstock.compression.Compression;
import io.penstock.config.DurationText;
import io.penstock.config.ServerConfig;
import io.penstock.config.UpstreamUrl;
import io.penstock.error.BadRequestException;
import io.penstock.error.PenstockException;
import io.penstock.error.Problem;
import io.penstock.error.SystemException;
import io.penstock.exchange.Exchange;
import io.penstock.exchange.RequestBody;
import io.penstock.exchange.StreamedBody;
import io.penstock.exchange.WalkResumption;
import io.penstock.gateway.inbound.ConnectionLimit;
import io.penstock.gateway.inbound.HeaderFilter;
import io.penstock.gateway.inbound.InboundConnection;
import io.penstock.gateway.inbound.InboundGuard;
import io.penstock.gateway.inbound.LocationRewrite;
import io.penstock.gateway.inbound.PathMapping;
import io.penstock.gateway.inbound.RequestRules;
import io.penstock.gateway.inbound.UpstreamTable;
import io.penstock.pool.UpstreamTransport;
import io.penstock.time.DeadlineWheel;
import io.penstock.token.LoopCredential;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves callers on one event loop: reads their requests, finds the route, runs its path, and relays the answer. Every
 * exchange stays on this loop from its first byte to its last.
 */
public final class GatewayVerticle extends VerticleBase {

    private static final Logger LOG = LoggerFactory.getLogger(GatewayVerticle.class);
    private static final CharSequence MAX_WAIT = HttpHeaders.createOptimized("penstock-max-wait");

    private final ServerConfig config;
    private final int port;
    private final List<UpstreamSpec> specs;
    private final Function<String, UpstreamTransport> transports;
    private final Function<String, LoopCredential> credentials;
    private final DeadlineWheel wheel;
    private final ConnectionLimit connections;
    private final RequestRules rules;
    private final Map<String, GatewayUpstream> byName = new HashMap<>();
    private UpstreamTable<GatewayUpstream> table = new UpstreamTable<>(Map.of());
    private @Nullable HttpServer server;

    /**
     * The gateway of one event loop.
     *
     * @param port the port to listen on, negative for a free one; loops of one number share one port and its callers
     * @param transports the transport of each upstream by name, on this loop; asked at start
     * @param credentials this loop's end of each credential by name; asked at start
     * @param connections the limit that all loops share
     */
    public GatewayVerticle(
            ServerConfig config,
            int port,
            List<UpstreamSpec> specs,
            Function<String, UpstreamTransport> transports,
            Function<String, LoopCredential> credentials,
            DeadlineWheel wheel,
            ConnectionLimit connections) {
        this.config = config;
        this.port = port;
        this.specs = List.copyOf(specs);
        this.transports = transports;
        this.credentials = credentials;
        this.wheel = wheel;
        this.connections = connections;
        this.rules = new RequestRules(config.extraMethods(), config.maxHeaders());
    }

    @Override
    public Future<?> start() {
        Map<String, GatewayUpstream> byPrefix = new HashMap<>();
        for (UpstreamSpec spec : specs) {
            String prefix = spec.prefix();
            UpstreamTransport transport = transports.apply(spec.name());
            AnswerHead head = new AnswerHead();
            GatewayUpstream upstream = new GatewayUpstream(
                    spec, new PathMapping(prefix, spec.basePath()), spec.routes(ends(spec, transport)), head);
            if (spec.url() == null) {
                follow(spec, transport, head);
            } else {
                head.rewrite(locations(spec, spec.url()));
            }
            byName.put(spec.name(), upstream);
            byPrefix.put(prefix, upstream);
        }
        table = new UpstreamTable<>(byPrefix);
        InboundGuard guard = new InboundGuard(config, wheel, connections, Problems::body);
        HttpServer listening = guard.createServer(vertx, ServerSettings.of(config))
                .requestHandler(this::serve)
                .invalidRequestHandler(GatewayVerticle::refuseUnread)
                .exceptionHandler(failure -> LOG.debug("a caller's connection failed: {}", failure.getMessage()));
        server = listening;
        return listening.listen(port, config.host());
    }

    private LoopEnds ends(UpstreamSpec spec, UpstreamTransport transport) {
        return new LoopEnds(this::onLoop, transport, spec.budget(), credentials, other -> alternative(spec, other));
    }

    private void onLoop(Runnable action) {
        context.runOnContext(now -> action.run());
    }

    private OtherUpstream alternative(UpstreamSpec replaced, String name) {
        UpstreamSpec spec = specs.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(name + "; expected the name of an upstream"));
        LoopEnds ends = new LoopEnds(this::onLoop, transports.apply(name), spec.budget(), credentials, null);
        return new OtherUpstream(spec, replaced, spec.routes(ends), wheel);
    }

    /** Leads to where the newest token's answer says, for as long as this loop runs. */
    private void follow(UpstreamSpec spec, UpstreamTransport transport, AnswerHead head) {
        String credential = Objects.requireNonNull(spec.config().credential(), "a credential that tells the URL");
        credentials.apply(credential).onKept(kept -> {
            try {
                UpstreamUrl url = spec.config().target(kept);
                head.rewrite(locations(spec, url));
                transport.moveTo(url);
            } catch (IllegalArgumentException e) {
                LOG.warn(
                        "{}: the URL that credential {} tells is not used: {}",
                        spec.name(),
                        credential,
                        e.getMessage());
                transport.lose(String.valueOf(e.getMessage()));
            }
        });
    }

    private static @Nullable LocationRewrite locations(UpstreamSpec spec, UpstreamUrl url) {
        if (!spec.config().rewriteLocation()) {
            return null;
        }
        String host = url.host().indexOf(':') >= 0 ? "[" + url.host() + "]" : url.host();
        return new LocationRewrite(spec.prefix(), url.secure() ? "https" : "http", host, url.port(), url.basePath());
    }

    /** The port that this loop listens on; to be asked once it has started. */
    public int port() {
        return server == null ? -1 : server.actualPort();
    }

    /** Stops accepting, and lets exchanges in flight end for as long; then cuts them. Idle connections close at once. */
    public Future<Void> drain(Duration limit) {
        return server == null ? Future.succeededFuture() : server.shutdown(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The route that a call within the process takes, on this loop; null where the upstream is unknown. */
    public @Nullable Call call(String upstream, String method, String pathAndQuery) {
        GatewayUpstream found = byName.get(upstream);
        if (found == null) {
            return null;
        }
        Route route = found.routes().find(method, pathAndQuery);
        return new Call(
                route.settings(),
                route.path(),
                found.spec().basePath(),
                found.spec().authority(),
                found.spec().classifier());
    }

    private void serve(HttpServerRequest request) {
        InboundConnection connection = InboundGuard.connection(request.connection());
        connection.exchangeStarted();
        CallerExchange caller =
                new CallerExchange(request, wheel, config.stall().toNanos(), connection::exchangeEnded);
        if (request.version() == HttpVersion.HTTP_2 || !request.response().writeQueueFull()) {
            begin(request, caller);
        } else {
            whenRoom(request, caller);
        }
    }

    /** Requests in a row are served no faster than their caller takes the answers; deadlines of these hold meanwhile. */
    private void whenRoom(HttpServerRequest request, CallerExchange caller) {
        if (CallerLink.announcedLength(request) != 0) {
            request.pause();
        }
        request.response().drainHandler(room -> {
            request.response().drainHandler(null);
            begin(request, caller);
        });
    }

    private void begin(HttpServerRequest request, CallerExchange caller) {
        try {
            PenstockException refusal = route(request, caller);
            if (refusal != null) {
                caller.refuse(refusal);
            }
        } catch (RuntimeException e) {
            LOG.error("a request could not be served", e);
            caller.refuse(new SystemException(Problem.INTERNAL_ERROR, "the request could not be served"));
        }
    }

    /** Starts the exchange, or tells why it does not. */
    private @Nullable PenstockException route(HttpServerRequest request, CallerExchange caller) {
        BadRequestException verdict =
                rules.check(request.version(), request.method(), request.uri(), request.headers());
        if (verdict != null) {
            if (verdict.problem() == Problem.METHOD_NOT_ALLOWED) {
                request.response().putHeader(HttpHeaders.ALLOW, rules.allow());
            }
            return verdict;
        }
        String asked = RequestRules.originForm(request.uri());
        GatewayUpstream upstream = table.find(asked);
        if (upstream == null) {
            return table.unknown(asked);
        }
        PenstockException refusal = start(request, caller, upstream, asked);
        return refusal == null
                ? null
                : refusal.at(new PenstockException.Origin(upstream.spec().name(), 0, 0));
    }

    private @Nullable PenstockException start(
            HttpServerRequest request, CallerExchange caller, GatewayUpstream upstream, String asked) {
        BadRequestException verdict = upstream.paths().check(asked);
        if (verdict != null) {
            return verdict;
        }
        Route route = upstream.route(request.method().name(), asked);
        long maxWaitNanos = maxWaitNanos(request.headers().get(MAX_WAIT));
        if (maxWaitNanos < 0) {
            return new BadRequestException(
                    Problem.BAD_REQUEST, "Penstock-Max-Wait is not a duration; expected one such as 250ms or 2s");
        }
        long length = CallerLink.announcedLength(request);
        long limit = route.settings().maxRequestBody();
        if (limit > 0 && length > limit) {
            return new BadRequestException(
                    Problem.BODY_TOO_LARGE, length + " bytes; expected at most " + limit + " (maxRequestBody)");
        }
        WalkResumption resumption;
        try {
            resumption = ResumeFields.read(request.headers());
        } catch (BadRequestException flaw) {
            return flaw;
        }
        Start start = new Start(request, upstream, route, upstream.paths().map(asked), caller, maxWaitNanos);
        start.resumption = resumption;
        boolean expectsContinue = request.headers().contains(HttpHeaders.EXPECT);
        if (length == 0) {
            start.run(RequestBody.none(), null);
        } else if (length > 0 || expectsContinue || request.version() != HttpVersion.HTTP_2) {
            request.pause();
            start.withBody(length, null);
        } else {
            start.whenBodyShows();
        }
        return null;
    }

    /** What the caller is ready to wait; −1 where the value is no duration. */
    private static long maxWaitNanos(@Nullable String value) {
        if (value == null) {
            return Long.MAX_VALUE;
        }
        try {
            return DurationText.parse(value.strip()).toNanos();
        } catch (IllegalArgumentException | ArithmeticException e) {
            return -1;
        }
    }

    /** Answers what could not be read. Vert.x closes the connection afterwards. */
    private static void refuseUnread(HttpServerRequest invalid) {
        BadRequestException refusal = InboundGuard.refusal(invalid);
        Problems.head(invalid.response(), refusal);
        invalid.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE).end(Problems.body(refusal));
    }

    /** The beginning of one exchange, once it is known whether the request has a body. */
    private final class Start {

        private final HttpServerRequest request;
        private final GatewayUpstream upstream;
        private final Route route;
        private final String target;
        private final CallerExchange caller;
        private final long maxWaitNanos;
        private @Nullable WalkResumption resumption;

        Start(
                HttpServerRequest request,
                GatewayUpstream upstream,
                Route route,
                String target,
                CallerExchange caller,
                long maxWaitNanos) {
            this.request = request;
            this.upstream = upstream;
            this.route = route;
            this.target = target;
            this.caller = caller;
            this.maxWaitNanos = maxWaitNanos;
        }

        void run(RequestBody body, @Nullable StreamedBody streamed) {
            MultiMap headers = HeaderFilter.forUpstream(
                    request.headers(), request.version(), upstream.spec().authority());
            Exchange exchange = new Exchange(route.settings(), wheel, request.method(), target, headers, body);
            exchange.limitWait(maxWaitNanos);
            if (resumption != null) {
                exchange.resumeWalk(resumption);
            }
            caller.call(exchange, upstream.head(), streamed);
            Compression compression = route.compression();
            route.path().run(exchange, compression == null ? caller : compression.toward(request, exchange, caller));
        }

        void withBody(long length, @Nullable Buffer first) {
            StreamedBody body = new StreamedBody(
                    request,
                    length,
                    route.settings().maxRequestBody(),
                    route.settings().replayBuffer(),
                    config.stall().toNanos(),
                    wheel,
                    caller::bodyRefused);
            if (first != null) {
                body.startWith(first);
            } else if (request.headers().contains(HttpHeaders.EXPECT)) {
                body.awaitContinue();
            }
            if (request.version() != HttpVersion.HTTP_2) {
                InboundGuard.connection(request.connection())
                        .onMalformedBody(flaw -> onLoop(() -> body.malformed(flaw)));
            }
            run(body, body);
        }

        /** HTTP/2 announces no body: the first frame, of data or of the end, tells whether there is one. */
        void whenBodyShows() {
            caller.awaitBodyToShow();
            request.handler(first -> {
                request.pause();
                withBody(-1, first);
            });
            request.endHandler(end -> run(RequestBody.none(), null));
        }
    }
}
