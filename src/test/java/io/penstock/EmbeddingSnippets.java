package io.penstock;

import io.penstock.config.UpstreamConfig;
import io.penstock.error.AnswerTooLargeException;
import io.penstock.error.OverloadedException;
import io.penstock.error.PenstockException;
import io.penstock.resilience.breaker.BreakerState;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;

/**
 * The code that the documents show, so that it compiles. What stands between the markers is copied into them; {@link
 * EmbeddingDocTest} compares.
 */
final class EmbeddingSnippets {

    private EmbeddingSnippets() {}

    static Future<UpstreamResponse> quickStart(Logger log) {
        return
        // snippet
        Penstock.startServer(PenstockOptions.builder()
                        .port(0)
                        .adminPort(0)
                        .upstream("crm", "https://api.example.com/v2")
                        .build())
                .compose(penstock -> penstock.upstream("crm").get("/contacts"))
                .onSuccess(answer -> log.info("status {}", answer.status()));
        // end
    }

    static Future<Penstock> options() {
        // snippet
        PenstockOptions options = PenstockOptions.builder()
                .port(8080)
                .adminPort(9090)
                .connectionPoolSize(20)
                .configFile(Path.of("penstock.yaml"))
                .environment(System.getenv())
                .upstream("crm", "https://api.example.com/v2")
                .upstream("billing", UpstreamConfig.to("https://billing.example.com"))
                .set("upstreams.crm.timeouts.attempt", "20s")
                .build();
        Future<Penstock> starting = Penstock.startServer(options);
        // end
        return starting;
    }

    static Future<Penstock> onTheProgramsVertx(Vertx vertx, PenstockOptions options) {
        // snippet
        Future<Penstock> starting = Penstock.startServer(vertx, options);
        // end
        return starting;
    }

    static Future<UpstreamResponse> request(Upstream crm) {
        // snippet
        UpstreamRequest request = UpstreamRequest.post("/contacts")
                .withQuery("notify", "no")
                .withHeader("Idempotency-Key", "7d1f")
                .withJson(new JsonObject().put("name", "Ada"))
                .withTimeout(Duration.ofSeconds(5))
                .withMaxWait(Duration.ofMillis(500))
                .withMaxResponseBody(64 * 1024);
        Future<UpstreamResponse> answer = crm.send(request);
        // end
        return answer;
    }

    static void errors(Logger log, Upstream crm) {
        // snippet
        crm.get("/contacts").onComplete(answer -> log.info("status {}", answer.status()), failure -> {
            if (failure instanceof OverloadedException overloaded) {
                log.warn("try again in {} ms", overloaded.retryAfterMillis());
            } else if (failure instanceof AnswerTooLargeException) {
                log.warn("stream it instead");
            } else if (failure instanceof PenstockException known) {
                log.warn("{}: {}; {}", known.problem(), known.detail(), known.hint());
            } else {
                log.error("a defect", failure);
            }
        });
        // end
    }

    static Future<Void> download(Vertx vertx, Upstream crm) {
        // snippet
        Future<Void> saved = vertx.fileSystem()
                .open("export.csv", new OpenOptions().setTruncateExisting(true))
                .compose(file -> crm.stream(UpstreamRequest.get("/export"))
                        .compose(
                                export -> export.pipeTo(file),
                                failure -> file.close().transform(closed -> Future.failedFuture(failure))));
        // end
        return saved;
    }

    static Future<UpstreamResponse> upload(Vertx vertx, Upstream crm) {
        // snippet
        Future<UpstreamResponse> imported = vertx.fileSystem()
                .open("import.csv", new OpenOptions().setWrite(false))
                .compose(file -> file.size()
                        .compose(size -> crm.send(UpstreamRequest.put("/import").withBody(file, size)))
                        .eventually(() -> file.close()));
        // end
        return imported;
    }

    static void takenInOwnTime(Upstream crm) {
        // snippet
        crm.stream(UpstreamRequest.get("/events"))
                .onSuccess(events -> events.pause()
                        .exceptionHandler(failure -> giveUp(failure))
                        .endHandler(end -> done(events.trailers()))
                        .handler(chunk -> store(chunk)
                                .onSuccess(stored -> events.fetch(1))
                                .onFailure(full -> events.cancel()))
                        .fetch(1));
        // end
    }

    static void pages(Logger log, Upstream crm) {
        // snippet
        crm.pages(UpstreamRequest.get("/contacts"))
                .onSuccess(items -> items.jsonHandler(item -> log.info("contact {}", item))
                        .exceptionHandler(failure -> log.warn("not the whole: {}", failure.getMessage()))
                        .endHandler(end -> log.info("that was all")));
        // end
    }

    static void cancel(Upstream crm) {
        // snippet
        CancelToken token = new CancelToken();
        crm.send(UpstreamRequest.get("/reports/2026").withCancelToken(token));
        crm.send(UpstreamRequest.get("/reports/2025").withCancelToken(token));
        token.cancel();
        // end
    }

    static String status(Penstock penstock) {
        // snippet
        CircuitBreaker breaker = penstock.upstream("crm").breaker();
        BreakerState state = breaker.state();
        PenstockStatus status = penstock.status();
        // end
        return state + " " + status.overall();
    }

    static String figures(Logger log, Penstock penstock) {
        Upstream crm = penstock.upstream("crm");
        // snippet
        QueueSnapshot queue = crm.queue();
        log.info("{} in progress, {} wait, the oldest for {}", queue.active(), queue.queued(), queue.oldestWait());
        LimitsSnapshot limits = crm.limits();
        if (limits.coolingFor() != null) {
            log.info("the upstream asked for a pause, which ends in {}", limits.coolingFor());
        }
        // end
        return queue + " " + limits;
    }

    static Future<Void> close(Penstock penstock) {
        // snippet
        Future<Void> closed = penstock.close();
        // end
        return closed;
    }

    private static void giveUp(Throwable failure) {
        throw new IllegalStateException(failure);
    }

    private static void done(Object trailers) {
        throw new IllegalStateException(trailers.toString());
    }

    private static Future<Void> store(Buffer chunk) {
        return Future.failedFuture("not stored: " + chunk.length() + " bytes");
    }
}
