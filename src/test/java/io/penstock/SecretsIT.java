package io.penstock;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import io.penstock.testing.Await;
import io.penstock.testing.Canaries;
import io.penstock.testing.RawClient;
import io.penstock.testing.RawConnection;
import io.penstock.testing.RawRequest;
import io.penstock.testing.RawResponse;
import io.penstock.testing.RawServer;
import io.penstock.token.TokenSupplier;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Runs a gateway with secrets of every kind through faults, all that it says written down, and looks for the secrets. */
class SecretsIT {

    private static final List<String> UPSTREAMS = List.of(
            "key",
            "query",
            "basic",
            "bearer",
            "fields",
            "client",
            "echo",
            "refresh",
            "html",
            "password",
            "supplied",
            "failing");

    private final Canaries canaries = new Canaries();
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private final Queue<String> said = new ConcurrentLinkedQueue<>();
    private final Vertx vertx = Vertx.vertx();
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private OutputStreamAppender<ILoggingEvent> appender;
    private final Map<Logger, @Nullable Level> levels = new HashMap<>();
    private RawServer provider;
    private RawServer upstream;

    @TempDir
    private Path state;

    @BeforeEach
    void start() throws IOException {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext((LoggerContext) LoggerFactory.getILoggerFactory());
        encoder.setPattern("%level %thread %logger %msg %mdc%n%ex{full}");
        encoder.start();
        appender = new OutputStreamAppender<>();
        appender.setContext(encoder.getContext());
        appender.setEncoder(encoder);
        appender.setOutputStream(log);
        appender.start();
        for (Logger logger : root.getLoggerContext().getLoggerList()) {
            levels.put(logger, logger.getLevel());
            logger.setLevel(logger == root ? Level.DEBUG : null);
        }
        root.addAppender(appender);
        vertx.eventBus().addOutboundInterceptor(delivery -> {
            said.add("event " + delivery.message().address() + " "
                    + delivery.message().body());
            delivery.next();
        });
        provider = RawServer.start(this::provide);
        upstream = RawServer.start(this::answer);
    }

    @AfterEach
    void stop() {
        root.detachAppender(appender);
        appender.stop();
        levels.forEach(Logger::setLevel);
        Await.get(vertx.close());
        provider.close();
        upstream.close();
    }

    @Test
    void secrets_ofAWholeRun_turnUpNowhere() throws IOException {
        Penstock penstock = Await.get(Penstock.startServer(vertx, options().build()));
        try {
            for (String name : UPSTREAMS) {
                for (String path : List.of("/fine", "/refused", "/closing", "/garbage", "/../x")) {
                    call(
                            penstock.port(),
                            "GET /" + name + path + " HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer "
                                    + canaries.of("caller") + "\r\n\r\n");
                }
            }
            for (String path : List.of(
                    "/admin/config", "/admin/upstreams", "/admin/credentials", "/metrics", "/health/ready", "/admin")) {
                call(
                        penstock.adminPort(),
                        "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + canaries.of("admin")
                                + "\r\n\r\n");
            }
            said.add("store " + Files.readString(state.resolve("tokens"), StandardCharsets.ISO_8859_1));
            said.add("refused start "
                    + Await.failure(Penstock.startServer(
                            vertx,
                            options()
                                    .set("store.key", "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=")
                                    .build())));
        } finally {
            Await.get(penstock.close());
        }

        String everything = log.toString(StandardCharsets.UTF_8) + String.join("\n", said);
        assertThat(everything)
                .as("the run was one")
                .contains(
                        "token generated",
                        "GENERATED",
                        "invalid_client",
                        "credential-unavailable",
                        "bad-upstream-answer")
                .contains("penstock_token_expiry_seconds", "store-in-use")
                .contains("DEBUG");
        assertThat(canaries.in(everything)).isEmpty();
    }

    @Test
    void secret_inAnyForm_isFound() {
        String secret = canaries.of("key");
        List<Consumer<String>> leaks = List.of(
                text -> LoggerFactory.getLogger("leak").debug("{}", text),
                text -> vertx.eventBus().publish("leak", text));
        for (Consumer<String> leak : leaks) {
            for (String form : List.of(
                    secret,
                    java.net.URLEncoder.encode(secret, StandardCharsets.UTF_8),
                    base64("a:" + secret),
                    base64("ab:" + secret + "x"),
                    base64("abc:" + secret),
                    Base64.getUrlEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8)))) {
                log.reset();
                said.clear();
                leak.accept("before " + form + " after");

                assertThat(canaries.in(log.toString(StandardCharsets.UTF_8) + String.join("\n", said)))
                        .as(form)
                        .isNotEmpty();
            }
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private PenstockOptions.Builder options() throws IOException {
        Path file = Files.writeString(
                state.resolve("penstock.yaml"),
                "credentials: { fields: { type: headers, headers: { X-Secret: '" + canaries.of("fields") + "' } } }");
        PenstockOptions.Builder options = PenstockOptions.builder()
                .configFile(file)
                .port(0)
                .adminPort(0)
                .set("admin.key", canaries.of("admin"))
                .set("store.dir", state.toString())
                .set("store.key", "f".repeat(64))
                .tokenSupplier(
                        "supplied",
                        () -> Future.succeededFuture(
                                new TokenSupplier.Supplied(canaries.of("supplied"), Duration.ofMinutes(1))))
                .tokenSupplier("failing", () -> Future.failedFuture("no token: " + canaries.of("failing")));
        for (String name : UPSTREAMS) {
            options.upstream(name, upstream.url())
                    .set("upstreams." + name + ".credential", name)
                    .set("upstreams." + name + ".pool.minIdle", "0");
        }
        credential(options, "key", "api_key", "key", canaries.of("key"), "place.header", "X-Key");
        credential(options, "query", "api_key", "key", canaries.of("query"), "place.queryParameter", "key");
        credential(options, "basic", "basic", "username", "user", "password", canaries.of("basic"));
        credential(options, "bearer", "bearer", "token", canaries.of("bearer"));
        for (String name : List.of("client", "echo", "refresh", "html", "password")) {
            credential(options, name, "oauth2", "tokenUrl", provider.url() + "/" + name, "clientId", "client");
            credential(options, name, "oauth2", "clientSecret", canaries.of(name + "-secret"));
        }
        credential(options, "echo", "oauth2", "clientAuthentication", "post");
        credential(
                options, "refresh", "oauth2", "grant", "refresh_token", "refreshToken", canaries.of("first-refresh"));
        credential(options, "password", "oauth2", "grant", "password", "username", "user");
        credential(options, "password", "oauth2", "password", canaries.of("password"), "provider.maxRetries", "0");
        return options;
    }

    private static void credential(PenstockOptions.Builder options, String name, String type, String... settings) {
        options.set("credentials." + name + ".type", type);
        for (int i = 0; i < settings.length; i += 2) {
            options.set("credentials." + name + "." + settings[i], settings[i + 1]);
        }
    }

    private void provide(RawConnection connection) throws IOException {
        RawRequest request = connection.next();
        if (request == null) {
            return;
        }
        String name = request.line().split("[/ ]", -1)[2];
        switch (name) {
            case "echo" -> {
                JsonObject refusal = new JsonObject()
                        .put("error", "invalid_client")
                        .put("error_description", "not this: " + request.text())
                        .put("error_uri", request.text());
                connection.write(json(401, refusal));
            }
            case "html" ->
                connection.write(RawServer.ok("<html>" + canaries.of("html-token") + request.field("Authorization"))
                        .replace("text/plain", "text/html"));
            case "password" -> connection.reset();
            default ->
                connection.write(json(
                        200,
                        new JsonObject()
                                .put("access_token", canaries.of(name + "-token"))
                                .put("refresh_token", canaries.of(name + "-refresh"))
                                .put("expires_in", 60)));
        }
    }

    private static String json(int status, JsonObject body) {
        return "HTTP/1.1 " + status
                + " Status\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: "
                + body.encode().length() + "\r\n\r\n" + body.encode();
    }

    private void answer(RawConnection connection) throws IOException {
        for (RawRequest request = connection.next(); request != null; request = connection.next()) {
            if (request.line().contains("/refused")) {
                connection.write("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n");
            } else if (request.line().contains("/closing")) {
                return;
            } else if (request.line().contains("/garbage")) {
                connection.write("SMTP ready\r\n\r\n");
                return;
            } else {
                connection.write(RawServer.ok("fine"));
            }
        }
    }

    /** Makes a call, and writes down all that comes back. */
    private void call(int port, String request) throws IOException {
        RawResponse answer = RawClient.exchange(port, request);
        List<String> fields = new ArrayList<>();
        answer.fields().forEach(field -> fields.add(field.name() + ": " + field.value()));
        said.add(answer.line() + "\n" + String.join("\n", fields) + "\n" + answer.text());
    }
}
