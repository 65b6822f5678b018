package io.penstock.app;

import io.penstock.app.Steps.Seen;
import io.penstock.config.CredentialConfig;
import io.penstock.config.PenstockConfig;
import io.penstock.config.PingConfig;
import io.penstock.config.UpstreamConfig;
import io.penstock.error.Problem;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sends an upstream one request through a gateway on a free port, so that it takes the very path of a caller's. Blocks. */
final class RequestCheck implements AutoCloseable {

    private static final Pattern OWN_ERROR = Pattern.compile("penstock; error=.*; details=\"([a-z-]+)\"");

    private final String name;
    private final UpstreamConfig upstream;
    private final Assembly assembly;

    private RequestCheck(String name, UpstreamConfig upstream, Assembly assembly) {
        this.name = name;
        this.upstream = upstream;
        this.assembly = assembly;
    }

    /**
     * Starts a gateway with this upstream alone, which signs nothing: the gateway that runs may be the only one that may use
     * a refresh token.
     */
    static RequestCheck open(PenstockConfig config, String name, Map<String, String> environment, Vertx vertx) {
        UpstreamConfig upstream = Objects.requireNonNull(config.upstreams().get(name));
        PenstockConfig own = PenstockConfig.defaults();
        PenstockConfig base = own.withServer(own.server().withPort(0))
                .withAdmin(own.admin().withEnabled(false))
                .withFeatures(config.features().withTokenManagement(false));
        for (Map.Entry<String, CredentialConfig> credential :
                config.credentials().entrySet()) {
            base = base.withCredential(credential.getKey(), credential.getValue());
        }
        PenstockConfig alone = base.withUpstream(name, upstream);
        return new RequestCheck(name, upstream, Lifetime.started(Assembly.start(vertx, alone, environment)));
    }

    @Override
    public void close() {
        assembly.close();
    }

    /** Asks for the path of the pings, or else for the upstream's URL itself. */
    Seen<Boolean> send() throws IOException, StepFailedException {
        try {
            return ask(assembly.gateway().port());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private Seen<Boolean> ask(int port) throws IOException, InterruptedException, StepFailedException {
        PingConfig ping = upstream.pool().ping();
        String base = upstream.effectivePath(name);
        String path = ping.path() == null ? base : (base.equals("/") ? "" : base) + ping.path();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(ping.method(), HttpRequest.BodyPublishers.noBody())
                .build();
        HttpClient client = HttpClient.newBuilder()
                .proxy(HttpClient.Builder.NO_PROXY)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
        HttpResponse<Void> answer = client.send(request, HttpResponse.BodyHandlers.discarding());
        String asked = ping.method() + " " + upstream.url() + Objects.requireNonNullElse(ping.path(), "");
        return judge(answer, asked);
    }

    private Seen<Boolean> judge(HttpResponse<Void> answer, String asked) throws StepFailedException {
        Optional<Problem> problem = answer.headers().firstValue("proxy-status").flatMap(RequestCheck::problem);
        if (problem.isPresent()) {
            throw new StepFailedException(
                    asked + ": " + problem.get().title() + " (" + problem.get().slug() + ")",
                    problem.get().hint());
        }
        int status = answer.statusCode();
        PingConfig ping = upstream.pool().ping();
        if (ping.path() != null && !ping.expect().isEmpty() && !ping.expect().contains(status)) {
            throw new StepFailedException(
                    asked + ": " + status + "; expected one of " + ping.expect(),
                    "Correct pool.ping.path or pool.ping.expect.");
        }
        if (status >= 500) {
            throw new StepFailedException(
                    asked + ": the API itself answers " + status, "The fault is on the API's side; ask its owner.");
        }
        return new Seen<>(true, asked + ": " + status + meaning(status));
    }

    private String meaning(int status) {
        return switch (status) {
            case 401, 403 ->
                ": it answers, and asks for credentials, which "
                        + (upstream.credential() == null ? "callers send" : "this request goes without");
            case 404, 405 -> ": it answers; pool.ping.path can name a path that is there";
            case 429 -> ": it answers, and asks for fewer calls";
            default -> "";
        };
    }

    private static Optional<Problem> problem(String proxyStatus) {
        Matcher own = OWN_ERROR.matcher(proxyStatus);
        return own.matches()
                ? Arrays.stream(Problem.values())
                        .filter(problem -> problem.slug().equals(own.group(1)))
                        .findFirst()
                : Optional.empty();
    }
}
