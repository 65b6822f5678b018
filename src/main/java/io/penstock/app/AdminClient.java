package io.penstock.app;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Asks a running gateway's management port. Blocks for a bounded time; what goes wrong is a {@link
 * CommandFailedException} that says what to do.
 */
final class AdminClient {

    private static final Duration CONNECT = Duration.ofSeconds(5);
    // Longer than the management port lets an action take before it answers.
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final int MOST_BYTES = 1 << 20;

    private final String url;
    private final @Nullable String key;
    private final HttpClient client = HttpClient.newBuilder()
            .proxy(HttpClient.Builder.NO_PROXY)
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();

    /**
     * A client.
     *
     * @param url without a slash at its end
     * @param key what the port asks for; null for nothing
     */
    AdminClient(String url, @Nullable String key) {
        this.url = url;
        this.key = key;
    }

    /**
     * An answer with a status below 300.
     *
     * @param status such as 200, or 202 for what has not ended
     */
    record Answer(int status, JsonObject body) {}

    Answer get(String path) {
        return send(HttpRequest.newBuilder().GET(), path);
    }

    /** Posts nothing. */
    Answer post(String path) {
        return send(HttpRequest.newBuilder().POST(HttpRequest.BodyPublishers.noBody()), path);
    }

    private Answer send(HttpRequest.Builder request, String path) {
        try {
            if (key != null) {
                request.setHeader("Authorization", "Bearer " + key);
            }
            request.uri(URI.create(url + path));
            return client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofInputStream())
                    .thenApplyAsync(this::read)
                    .get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
        } catch (IllegalArgumentException e) {
            throw CommandFailedException.usage("the key or the name cannot be sent: " + e.getMessage());
        } catch (TimeoutException e) {
            throw CommandFailedException.failed(url + " has not answered after " + ANSWER.toSeconds() + " s; expected "
                    + "a gateway's management port");
        } catch (ExecutionException e) {
            throw explained(Objects.requireNonNullElse(e.getCause(), e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandFailedException.failed("interrupted");
        }
    }

    private Answer read(HttpResponse<InputStream> response) {
        try (InputStream in = response.body()) {
            String text = new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
            return judge(response.statusCode(), new JsonObject(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (DecodeException e) {
            throw notTheManagementPort(response.statusCode() + " without JSON");
        }
    }

    private Answer judge(int status, JsonObject body) {
        if (status < 300) {
            return new Answer(status, body);
        }
        if (status == 401) {
            throw CommandFailedException.failed(url + (key == null ? " asks for a key" : " refuses the key")
                    + "; expected that of admin.key in " + "PENSTOCK_ADMIN_KEY or --key");
        }
        if (status == 404 && !line(body, "type").endsWith(":unknown-credential")) {
            throw notTheManagementPort("404");
        }
        throw CommandFailedException.failed(url + " answered " + status + ": " + line(body, "detail")
                + System.lineSeparator() + line(body, "hint"));
    }

    private CommandFailedException notTheManagementPort(String answer) {
        return CommandFailedException.failed(
                url + " answered " + answer + "; expected a gateway's management port, see admin.port");
    }

    /** A text of the answer that does a terminal no harm. */
    private static String line(JsonObject body, String name) {
        return String.valueOf(body.getValue(name, "")).replaceAll("\\p{Cntrl}", "?");
    }

    private CommandFailedException explained(Throwable cause) {
        if (cause instanceof CommandFailedException failed) {
            return failed;
        }
        String what = cause instanceof ConnectException
                ? " cannot be connected to"
                : ": " + Objects.requireNonNullElse(cause.getMessage(), cause.toString());
        return CommandFailedException.failed(
                url + what + "; expected a running gateway's management port, which --url names");
    }
}
