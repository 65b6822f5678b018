package io.penstock.gateway.inbound;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.penstock.error.PenstockException;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;

/** The bytes of an HTTP/1.1 answer to a caller of whom no request could be read; the connection closes after it. */
final class RawAnswer {

    private RawAnswer() {}

    /** An answer that says why, with the failure as {@code application/problem+json}. */
    static ByteBuf of(PenstockException failure, Buffer problemBody) {
        HttpResponseStatus status = HttpResponseStatus.valueOf(failure.problem().status());
        StringBuilder head = new StringBuilder("HTTP/1.1 ")
                .append(status)
                .append("\r\nContent-Type: application/problem+json\r\nContent-Length: ")
                .append(problemBody.length())
                .append("\r\nConnection: close\r\n");
        String proxyStatus = failure.problem().proxyStatus();
        if (proxyStatus != null) {
            head.append("Proxy-Status: ").append(proxyStatus).append("\r\n");
        }
        if (failure.retryAfterMillis() >= 0) {
            // Rounded up: a caller that comes back too early is refused again.
            head.append("Retry-After: ")
                    .append((failure.retryAfterMillis() + 999) / 1000)
                    .append("\r\n");
        }
        head.append("\r\n");
        return Unpooled.wrappedBuffer(
                Unpooled.wrappedBuffer(head.toString().getBytes(StandardCharsets.US_ASCII)),
                Unpooled.wrappedBuffer(problemBody.getBytes()));
    }
}
