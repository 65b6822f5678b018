package io.penstock.app;

import io.penstock.config.ConfigLoader;
import io.penstock.config.ConfigSources;
import io.penstock.config.PenstockConfig;
import io.penstock.demo.DemoApi;
import io.penstock.demo.DemoOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;

/**
 * {@code penstock rehearse}: a start as {@code serve} makes it, in front of the demo API on free ports, a few calls, and
 * the end. The start script has the JVM watch it and write an archive of the classes, which later starts take from there.
 */
@Command(
        name = "rehearse",
        hidden = true,
        description = "Start on free loopback ports, make some calls and end: has the JVM record what a start takes.")
final class RehearseCommand implements Callable<Integer> {

    private static final int ROUNDS = 3;
    private static final long LIMIT_SECONDS = 60;

    private final Terminal terminal;

    RehearseCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));
        try {
            DemoApi demo =
                    Lifetime.started(DemoApi.start(vertx, DemoOptions.defaults().withPort(0)));
            PenstockConfig config = configuration(demo.url());
            Assembly assembly = Lifetime.started(Assembly.start(config, Map.of()));
            Lifetime.stoppedBySignals(
                    assembly.vertx(), assembly::close, config.server().drain());
            Addresses.print(terminal, config, assembly);
            HttpClient caller = vertx.createHttpClient();
            rounds(ROUNDS, caller, assembly)
                    .eventually(assembly::close)
                    .eventually(demo::close)
                    .await(LIMIT_SECONDS, TimeUnit.SECONDS);
            return 0;
        } catch (TimeoutException e) {
            throw CommandFailedException.failed("not rehearsed after " + LIMIT_SECONDS + " s");
        } finally {
            vertx.close();
        }
    }

    /** By way of a file, so that reading one is rehearsed too. */
    private static PenstockConfig configuration(String demoUrl) throws IOException {
        Path file = Files.createTempFile("penstock-rehearsal", ".yaml");
        try {
            Files.writeString(file, """
                    server: { port: 0 }
                    admin: { port: 0 }
                    upstreams:
                      demo: { url: "%s" }
                    """.formatted(demoUrl));
            return ConfigLoader.load(ConfigSources.none().withFile(file)).orThrow();
        } finally {
            Files.delete(file);
        }
    }

    private static Future<Buffer> rounds(int count, HttpClient caller, Assembly assembly) {
        int gateway = assembly.gateway().port();
        Future<Buffer> round = call(caller, gateway, HttpMethod.GET, "/demo/items/1")
                .compose(item -> call(caller, gateway, HttpMethod.POST, "/demo/echo"))
                .compose(echo -> call(caller, gateway, HttpMethod.GET, "/no-such-upstream"));
        return count == 1
                ? round.compose(answer -> call(caller, assembly.adminPort(), HttpMethod.GET, "/health/ready"))
                        .compose(ready -> call(caller, assembly.adminPort(), HttpMethod.GET, "/metrics"))
                : round.compose(answer -> rounds(count - 1, caller, assembly));
    }

    private static Future<Buffer> call(HttpClient caller, int port, HttpMethod method, String path) {
        return caller.request(method, port, "127.0.0.1", path)
                .compose(request -> method.equals(HttpMethod.POST) ? request.send("rehearsal") : request.send())
                .compose(response -> response.body());
    }
}
