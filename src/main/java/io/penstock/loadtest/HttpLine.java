package io.penstock.loadtest;

import io.penstock.time.Deadline;
import io.penstock.time.DeadlineWheel;
import io.penstock.time.Ticker;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A keep-alive connection, opened by its first call and again by the first after it was lost. */
final class HttpLine implements Line {

    private static final CharSequence PROBLEM_JSON = HttpHeaders.createOptimized("application/problem+json");
    private static final CharSequence RETRY_AFTER = HttpHeaders.createOptimized("retry-after");

    private final HttpClientAgent client;
    private final HttpConnectOptions to;
    private final Supplier<@Nullable String> authorization;
    private final Map<String, Map<String, String>> fields;
    private final long timeoutNanos;
    private final Ticker ticker;
    private final Deadline deadline;
    private @Nullable HttpClientConnection connection;
    private @Nullable Call current;

    /**
     * A line that is not open yet.
     *
     * @param authorization what a call sends as {@code Authorization}; null for nothing
     * @param fields what it sends beside, by its path and the names of the fields
     * @param timeoutNanos what a call may take, the opening of the connection included
     */
    HttpLine(
            HttpClientAgent client,
            HttpConnectOptions to,
            Supplier<@Nullable String> authorization,
            Map<String, Map<String, String>> fields,
            DeadlineWheel wheel,
            long timeoutNanos) {
        this.client = client;
        this.to = to;
        this.authorization = authorization;
        this.fields = fields;
        this.timeoutNanos = timeoutNanos;
        this.ticker = wheel.ticker();
        this.deadline = wheel.deadline(this::timedOut);
    }

    @Override
    public Future<Reply> call(String path) {
        Call call = new Call(path);
        current = call;
        deadline.armIn(timeoutNanos);
        if (connection != null) {
            call.send(connection);
        } else {
            client.connect(to).onSuccess(opened -> opened(opened, call)).onFailure(cause -> call.fail(Reply.CONNECT));
        }
        return call.reply.future();
    }

    private void opened(HttpClientConnection opened, Call call) {
        if (call != current) {
            // Too late: the call has been given up.
            opened.close();
            return;
        }
        connection = opened;
        // Without a handler Vert.x logs what the call is told anyway.
        opened.exceptionHandler(failure -> {});
        opened.closeHandler(closed -> {
            if (connection == opened) {
                connection = null;
            }
        });
        call.send(opened);
    }

    private void timedOut() {
        if (current != null) {
            current.fail(Reply.TIMEOUT);
        }
    }

    private void drop() {
        HttpClientConnection dropped = connection;
        connection = null;
        if (dropped != null) {
            dropped.close();
        }
    }

    private final class Call {

        private final String path;
        private final Promise<Reply> reply = Promise.promise();
        private final long sentNanos = ticker.nanos();
        private long bytes;

        Call(String path) {
            this.path = path;
        }

        void send(HttpClientConnection on) {
            RequestOptions request =
                    new RequestOptions().setMethod(HttpMethod.GET).setURI(path);
            String authorized = authorization.get();
            if (authorized != null) {
                request.putHeader(HttpHeaders.AUTHORIZATION, authorized);
            }
            fields.getOrDefault(path, Map.of()).forEach((name, value) -> request.putHeader(name, value));
            on.request(request)
                    .compose(begun -> {
                        begun.exceptionHandler(cause -> fail(Reply.CLOSED));
                        return begun.send();
                    })
                    .onSuccess(this::receive)
                    .onFailure(cause -> fail(Reply.CLOSED));
        }

        private void receive(HttpClientResponse response) {
            response.exceptionHandler(cause -> fail(Reply.CLOSED));
            response.handler(part -> bytes += part.length());
            response.endHandler(end -> {
                boolean last = response.headers().contains(HttpHeaders.CONNECTION, HttpHeaders.CLOSE, true);
                finish(reply(response), last);
            });
        }

        private Reply reply(HttpClientResponse response) {
            int status = response.statusCode();
            // The upstreams of load tests answer no problem documents: who does is the gateway.
            boolean refusal = response.headers().contains(HttpHeaders.CONTENT_TYPE, PROBLEM_JSON, true)
                    && response.headers().contains(RETRY_AFTER);
            return refusal ? Reply.refusal(status, bytes, ticker.nanos() - sentNanos) : Reply.answer(status, bytes);
        }

        void fail(String kind) {
            finish(Reply.failed(kind, bytes), true);
        }

        private void finish(Reply how, boolean last) {
            if (this != current) {
                return;
            }
            // First, since what is closed tells its calls that they failed.
            current = null;
            if (last) {
                drop();
            }
            deadline.cancel();
            reply.complete(how);
        }
    }
}
