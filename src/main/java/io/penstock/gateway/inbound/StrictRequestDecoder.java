package io.penstock.gateway.inbound;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.penstock.error.BadRequestException;
import io.penstock.error.Problem;
import io.penstock.exchange.VertxInternals;
import io.vertx.core.http.HttpHeaders;
import java.util.List;

/**
 * Decodes HTTP/1 requests as Vert.x's decoder does, but only what a {@link HeadScanner} found good, and only once a head
 * is whole. A head that is refused comes out as one request whose decoder result fails with a {@link BadRequestException},
 * and nothing that follows it is read. Confined to the connection's event loop.
 */
final class StrictRequestDecoder extends HttpRequestDecoder {

    private static final int MAX_BODY_PART = 64 * 1024;
    private static final CharSequence HTTP2_SETTINGS = HttpHeaders.createOptimized("http2-settings");

    private final InboundConnection connection;
    private final HeadScanner scanner;
    private Phase phase = Phase.HEAD;

    StrictRequestDecoder(HeadLimits limits, InboundConnection connection) {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(limits.requestLine())
                .setMaxHeaderSize(limits.fields())
                .setMaxChunkSize(MAX_BODY_PART));
        this.connection = connection;
        this.scanner = new HeadScanner(limits);
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        if (connection.expired() || phase == Phase.REFUSED) {
            in.skipBytes(in.readableBytes());
        } else if (phase == Phase.BODY) {
            super.decode(ctx, in, out);
            VertxInternals.moveToHeap(out);
            afterBodyPart(out);
        } else if (scanner.scan(in)) {
            super.decode(ctx, in, out);
            afterHead(out);
        } else {
            afterPartOfHead(in, out);
        }
    }

    private void afterPartOfHead(ByteBuf in, List<Object> out) {
        BadRequestException refusal = scanner.refusal();
        if (refusal != null) {
            phase = Phase.REFUSED;
            connection.headEnded();
            in.skipBytes(in.readableBytes());
            out.add(refused(refusal));
        } else if (scanner.begun(in)) {
            connection.headBegan();
        }
    }

    private void afterHead(List<Object> out) {
        connection.headEnded();
        HttpMessage message = (HttpMessage) out.get(0);
        Throwable failure = message.decoderResult().cause();
        if (failure != null) {
            phase = Phase.REFUSED;
            out.set(
                    0,
                    refused(new BadRequestException(
                            Problem.BAD_REQUEST, failure.getMessage() + "; expected HTTP/1.1")));
            return;
        }
        if (scanner.h2cOffered()) {
            message.headers().remove(HttpHeaders.UPGRADE).remove(HTTP2_SETTINGS);
        }
        scanner.reset();
        phase = out.get(out.size() - 1) instanceof LastHttpContent ? Phase.HEAD : Phase.BODY;
    }

    private void afterBodyPart(List<Object> out) {
        if (!out.isEmpty() && out.get(out.size() - 1) instanceof LastHttpContent last) {
            phase = last.decoderResult().isFailure() ? Phase.REFUSED : Phase.HEAD;
            if (phase == Phase.REFUSED && connection.bodyMalformed(malformed())) {
                // Vert.x would close the connection over it, without an answer.
                out.remove(out.size() - 1);
                last.release();
            }
        }
    }

    private static BadRequestException malformed() {
        return new BadRequestException(
                Problem.BAD_REQUEST, "a body whose chunks cannot be read; expected them as in RFC 9112, section 7.1");
    }

    @Override
    protected HttpMessage createMessage(String[] initialLine) {
        return new DefaultHttpRequest(
                HttpVersion.valueOf(initialLine[2]),
                HttpMethod.valueOf(initialLine[0]),
                initialLine[1],
                vertxHeaders());
    }

    private static HttpObject refused(BadRequestException refusal) {
        DefaultFullHttpRequest request = new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1, HttpMethod.GET, "/", Unpooled.EMPTY_BUFFER, vertxHeaders(), vertxHeaders());
        request.headers().set(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        request.setDecoderResult(DecoderResult.failure(refusal));
        return request;
    }

    /** Vert.x's own map is faster than Netty's, and is handed to the application as it is. */
    private static io.netty.handler.codec.http.HttpHeaders vertxHeaders() {
        return (io.netty.handler.codec.http.HttpHeaders) HttpHeaders.headers();
    }

    private enum Phase {
        HEAD,
        BODY,
        REFUSED
    }
}
