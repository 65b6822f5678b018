package com.example;

import io.penstock.Penstock;
import io.penstock.PenstockOptions;
import io.penstock.UpstreamResponse;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Starts Penstock in front of a little API, calls it in process and over the port, and ends by itself. */
public final class EmbeddingExample {

    private EmbeddingExample() {}

    public static void main(String[] args) throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            HttpServer api = await(startApi(vertx));
            run("http://127.0.0.1:" + api.actualPort());
        } finally {
            await(vertx.close());
        }
    }

    private static void run(String apiUrl) throws Exception {
        PenstockOptions options = PenstockOptions.builder()
                .port(0)
                .adminPort(0)
                .upstream("crm", apiUrl)
                .build();
        Penstock penstock = await(Penstock.startServer(options));
        try {
            UpstreamResponse inProcess = await(penstock.upstream("crm").get("/contacts/1"));
            System.out.println("in process:    " + inProcess.status() + " " + inProcess.bodyAsString());

            URI throughThePort = URI.create("http://127.0.0.1:" + penstock.port() + "/crm/contacts/2");
            HttpResponse<String> overHttp = HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(throughThePort).build(), HttpResponse.BodyHandlers.ofString());
            System.out.println("over the port: " + overHttp.statusCode() + " " + overHttp.body());
        } finally {
            await(penstock.close());
        }
    }

    /** Stands for the API of someone else. */
    private static Future<HttpServer> startApi(Vertx vertx) {
        return vertx.createHttpServer()
                .requestHandler(request -> request.response()
                        .putHeader("Content-Type", "application/json")
                        .end(new JsonObject().put("path", request.path()).encode()))
                .listen(0, "127.0.0.1");
    }

    /** Waits: right for a main thread, wrong on an event loop. */
    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get();
    }
}
