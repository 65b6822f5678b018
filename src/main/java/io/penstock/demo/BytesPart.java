package io.penstock.demo;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/** Bodies of any size up to 1 GiB, of the bytes of {@link BytePattern}. */
final class BytesPart implements Part {

    private static final long MAX_BYTES = 1L << 30;
    private static final CharSequence OCTETS = HttpHeaders.createOptimized("application/octet-stream");
    private static final CharSequence BYTES = HttpHeaders.createOptimized("bytes");

    @Override
    public void addTo(Endpoints endpoints) {
        BytePattern pattern = new BytePattern();
        endpoints.on(
                HttpMethod.GET,
                "/bytes/{n}",
                "n bytes, at most 1 GiB; Range is served, ?chunked=true gives no Content-Length",
                context -> serve(context, pattern));
    }

    private static void serve(RoutingContext context, BytePattern pattern) {
        HttpServerRequest request = context.request();
        HttpServerResponse response = context.response();
        long length = Parameters.wholeNumber(Endpoints.parameter(context), 0, MAX_BYTES);
        ByteRange range = requestedRange(request, length);
        response.putHeader(HttpHeaders.CONTENT_TYPE, OCTETS).putHeader(HttpHeaders.ACCEPT_RANGES, BYTES);
        if (range == null) {
            range = new ByteRange(0, length);
        } else if (range.length() == 0) {
            response.putHeader(HttpHeaders.CONTENT_RANGE, "bytes */" + length);
            Answers.error(context, 416, "Range starts after the last of " + length + " bytes");
            return;
        } else {
            response.setStatusCode(206)
                    .putHeader(
                            HttpHeaders.CONTENT_RANGE,
                            "bytes " + range.start() + "-" + (range.end() - 1) + "/" + length);
        }
        if ("true".equals(request.getParam("chunked"))) {
            response.setChunked(true);
        } else {
            response.putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(range.length()));
        }
        if (HttpMethod.HEAD.equals(request.method())) {
            response.end();
        } else {
            new PatternStream(pattern, range, response).run();
        }
    }

    private static @Nullable ByteRange requestedRange(HttpServerRequest request, long length) {
        // RFC 9110 section 13.1.5: these bodies have no validator, so no If-Range can match.
        boolean conditional = request.headers().contains("If-Range");
        return conditional ? null : ByteRange.parse(request.getHeader("Range"), length);
    }

    /** Writes a range of the pattern as fast as the receiver takes it. */
    private static final class PatternStream {

        private final BytePattern pattern;
        private final HttpServerResponse response;
        private final long end;
        private long offset;

        PatternStream(BytePattern pattern, ByteRange range, HttpServerResponse response) {
            this.pattern = pattern;
            this.response = response;
            this.offset = range.start();
            this.end = range.end();
        }

        void run() {
            // More than one message that the receiver is ready may be on its way.
            while (!response.ended() && !response.closed()) {
                if (response.writeQueueFull()) {
                    response.drainHandler(drained -> run());
                    return;
                }
                int length = (int) Math.min(BytePattern.MAX_SLICE, end - offset);
                long from = offset;
                offset += length;
                if (offset == end) {
                    response.end(pattern.slice(from, length));
                    return;
                }
                response.write(pattern.slice(from, length));
            }
        }
    }
}
