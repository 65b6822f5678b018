package io.penstock.token;

import io.penstock.time.Deadline;
import io.penstock.time.DeadlineWheel;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.net.UnknownHostException;
import java.time.InstantSource;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * One request to an identity provider, on a client and a connection of its own. Confined to the event loop on which it
 * was made.
 *
 * <p>A connection that was kept could have died unnoticed, and nobody would know whether the provider had read the
 * request. A new one tells: what fails before it stands was certainly not handled. Giving up closes the client and with
 * it the connection, so that nothing goes on behind the caller's back, which neither the time limit of a breaker nor that
 * of a future would see to. Tokens are asked for a few times an hour; a handshake costs nobody anything there.
 */
final class ProviderCall {

    private static final int MOST_BYTES = 1 << 20;
    private static final int DEEPEST_CAUSE = 8;

    private final ProviderRequest request;
    private final InstantSource clock;
    private final HttpClientAgent client;
    private final Deadline deadline;
    private final Promise<ProviderAnswer> result = Promise.promise();
    private boolean connected;
    private @Nullable Throwable connectionFailure;

    private ProviderCall(
            Vertx vertx, HttpClientOptions options, ProviderRequest request, DeadlineWheel wheel, InstantSource clock) {
        this.request = request;
        this.clock = clock;
        this.client = vertx.httpClientBuilder()
                .with(options)
                .withConnectHandler(connection -> {
                    connected = true;
                    // The request fails too, and says it better than a line in the log.
                    connection.exceptionHandler(failure -> connectionFailure = failure);
                })
                .build();
        this.deadline = wheel.deadline(() -> result.tryFail(new TokenFailure(
                connected ? TokenFailure.Kind.ANSWER_LOST : TokenFailure.Kind.NOT_HANDLED,
                "timeout",
                request.place() + (connected ? " did not answer in time" : " could not be connected to in time"),
                -1)));
    }

    /**
     * Sends a request. Fails with a {@link TokenFailure}.
     *
     * @param serverName the name for TLS where it is not the URL's host; null where it is
     * @param limitNanos the time for all of it
     */
    static Future<ProviderAnswer> send(
            Vertx vertx,
            HttpClientOptions options,
            @Nullable String serverName,
            ProviderRequest request,
            long limitNanos,
            DeadlineWheel wheel,
            InstantSource clock) {
        ProviderCall call = new ProviderCall(vertx, options, request, wheel, clock);
        call.deadline.armIn(limitNanos);
        call.start(serverName);
        return call.result.future().onComplete(ended -> {
            call.deadline.cancel();
            call.client.close();
        });
    }

    private void start(@Nullable String serverName) {
        WebClient web = WebClient.wrap(
                client, new WebClientOptions().setFollowRedirects(false).setUserAgent("Penstock"));
        HttpRequest<Buffer> prepared =
                web.requestAbs(request.method(), request.url()).as(() -> new BoundedBody(MOST_BYTES));
        if (serverName != null) {
            prepared.virtualHost(serverName).putHeader("Host", authority(prepared));
        }
        request.headers().forEach(prepared::putHeader);
        Buffer body = request.body();
        (body == null ? prepared.send() : prepared.sendBuffer(body)).onComplete(this::answered, this::failed);
    }

    private static String authority(HttpRequest<?> prepared) {
        boolean usual = prepared.port() == (Boolean.TRUE.equals(prepared.ssl()) ? 443 : 80);
        return usual ? prepared.host() : prepared.host() + ":" + prepared.port();
    }

    private void answered(HttpResponse<Buffer> response) {
        Buffer body = response.body();
        result.tryComplete(new ProviderAnswer(
                response.statusCode(), response.headers(), body == null ? Buffer.buffer() : body, clock.instant()));
    }

    private void failed(Throwable cause) {
        String place = request.place();
        SSLException tls = tlsFailure(cause);
        if (cause instanceof BoundedBody.TooLargeException) {
            fail(TokenFailure.Kind.ANSWER_LOST, "answer-too-large", place + " answered with more than 1 MiB");
        } else if (tls != null) {
            fail(TokenFailure.Kind.NOT_HANDLED, "tls-failed", place + ": the TLS handshake failed: " + text(tls));
        } else if (connected) {
            fail(TokenFailure.Kind.ANSWER_LOST, "connection-lost", place + " closed the connection without an answer");
        } else if (cause instanceof UnknownHostException) {
            fail(TokenFailure.Kind.NOT_HANDLED, "unknown-host", place + ": its host has no address");
        } else {
            fail(TokenFailure.Kind.NOT_HANDLED, "unreachable", place + " cannot be connected to: " + text(cause));
        }
    }

    /**
     * The failed handshake behind a failure; null where that was not it. It may come behind an open connection: in TLS 1.3
     * a server judges our certificate after it has shown its own, and before it reads a request.
     */
    private @Nullable SSLException tlsFailure(Throwable cause) {
        SSLException direct = handshake(cause);
        return direct != null || connectionFailure == null ? direct : handshake(connectionFailure);
    }

    private @Nullable SSLException handshake(Throwable failure) {
        Throwable at = failure;
        for (int depth = 0; at != null && depth < DEEPEST_CAUSE; depth++) {
            if (at instanceof SSLException tls && (!connected || at instanceof SSLHandshakeException)) {
                return tls;
            }
            at = at.getCause();
        }
        return null;
    }

    private void fail(TokenFailure.Kind kind, String code, String detail) {
        result.tryFail(new TokenFailure(kind, code, detail, -1));
    }

    private String text(Throwable cause) {
        String said = request.secrets().line(cause.getMessage());
        return said.isEmpty() ? cause.getClass().getSimpleName() : said;
    }
}
