package io.penstock.demo;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Answers whose form a gateway must keep: redirects, repeated fields, trailers, encoded bodies. */
final class ShapesPart implements Part {

    private static final byte[] GZIPPED =
            gzip(("{\"encoded\":\"" + "penstock ".repeat(1_000) + "\"}").getBytes(StandardCharsets.UTF_8));

    @Override
    public void addTo(Endpoints endpoints) {
        endpoints.on(HttpMethod.GET, "/redirect", "a 302 to the absolute URL of /items/1", ShapesPart::redirect);
        endpoints.on(HttpMethod.GET, "/cookies", "two Set-Cookie and two Link fields", ShapesPart::cookies);
        endpoints.on(HttpMethod.GET, "/trailers", "a chunked body with trailers", ShapesPart::trailers);
        endpoints.on(HttpMethod.GET, "/gzip", "a gzip body, whatever the request accepts", ShapesPart::gzip);
    }

    private static void redirect(RoutingContext context) {
        HttpServerRequest request = context.request();
        String location = request.scheme() + "://" + request.authority() + "/items/1";
        context.response().putHeader(HttpHeaders.LOCATION, location);
        Answers.json(context, 302, new JsonObject().put("location", location));
    }

    private static void cookies(RoutingContext context) {
        context.response()
                .putHeader(
                        HttpHeaders.SET_COOKIE,
                        List.<CharSequence>of("session=abc; Path=/; HttpOnly", "theme=dark; Path=/; Max-Age=3600"))
                .putHeader(
                        HttpHeaders.createOptimized("Link"),
                        List.<CharSequence>of("</items?offset=20>; rel=\"next\"", "</items>; rel=\"first\""));
        Answers.json(context, 200, new JsonObject().put("cookies", 2).put("links", 2));
    }

    private static void trailers(RoutingContext context) {
        context.response()
                .setChunked(true)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain")
                .putHeader("Trailer", "X-Lines")
                .putTrailer("X-Lines", "2");
        context.response().write("one\n");
        context.response().end("two\n");
    }

    private static void gzip(RoutingContext context) {
        context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, Answers.JSON)
                .putHeader(HttpHeaders.CONTENT_ENCODING, "gzip")
                .putHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING)
                .end(Buffer.buffer(GZIPPED));
    }

    /** The bytes as gzip. */
    static byte[] gzip(byte[] content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
