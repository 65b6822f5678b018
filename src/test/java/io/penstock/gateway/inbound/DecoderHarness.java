package io.penstock.gateway.inbound;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.penstock.error.BadRequestException;
import io.penstock.testing.FakeTicker;
import io.penstock.testing.ManualAlarm;
import io.penstock.time.DeadlineWheel;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A strict decoder without a socket, and what it made of the bytes it was given. */
final class DecoderHarness implements AutoCloseable {

    static final HeadLimits LIMITS = new HeadLimits(64, 256, 8);
    static final Duration HEAD_TIMEOUT = Duration.ofSeconds(10);
    static final Duration IDLE = Duration.ofSeconds(60);

    final FakeTicker ticker = new FakeTicker();
    final DeadlineWheel wheel = new DeadlineWheel(ticker, new ManualAlarm(ticker));
    final InboundConnection connection = new InboundConnection(
            wheel, HEAD_TIMEOUT.toNanos(), IDLE.toNanos(), failure -> Buffer.buffer(failure.detail()));
    final EmbeddedChannel channel;
    private final StringBuilder seen = new StringBuilder();

    DecoderHarness() {
        this(LIMITS);
    }

    DecoderHarness(HeadLimits limits) {
        channel = new EmbeddedChannel(connection, new StrictRequestDecoder(limits, connection));
    }

    /** What came out for the bytes, given in one piece. */
    static String decode(byte[] bytes) {
        try (DecoderHarness harness = new DecoderHarness()) {
            return harness.receive(bytes).seen();
        }
    }

    DecoderHarness receive(String bytes) {
        return receive(bytes.getBytes(StandardCharsets.ISO_8859_1));
    }

    DecoderHarness receive(byte[] bytes) {
        channel.writeInbound(Unpooled.copiedBuffer(bytes));
        for (Object message = channel.readInbound(); message != null; message = channel.readInbound()) {
            describe(message);
            ReferenceCountUtil.release(message);
        }
        return this;
    }

    /** One line for each request, with its fields; bodies in brackets. */
    String seen() {
        return seen.toString();
    }

    /** Lets the time pass, and fires what is due. */
    void advance(Duration duration) {
        ticker.advance(duration);
        wheel.advance();
        channel.runPendingTasks();
    }

    /** What was sent to the caller. */
    String sent() {
        StringBuilder sent = new StringBuilder();
        for (ByteBuf bytes = channel.readOutbound(); bytes != null; bytes = channel.readOutbound()) {
            sent.append(bytes.toString(StandardCharsets.ISO_8859_1));
            bytes.release();
        }
        return sent.toString();
    }

    @Override
    public void close() {
        channel.finishAndReleaseAll();
    }

    private void describe(Object message) {
        if (message instanceof HttpRequest request) {
            if (request.decoderResult().cause() instanceof BadRequestException refusal) {
                seen.append("refused ")
                        .append(refusal.problem().status())
                        .append(' ')
                        .append(refusal.detail())
                        .append('\n');
                return;
            }
            seen.append(request.method())
                    .append(' ')
                    .append(request.uri())
                    .append(' ')
                    .append(request.protocolVersion())
                    .append(' ')
                    .append(request.headers().entries())
                    .append(" [");
        }
        if (message instanceof HttpContent content) {
            seen.append(content.content().toString(StandardCharsets.ISO_8859_1));
            if (content.decoderResult().isFailure()) {
                seen.append("] broken\n");
            } else if (content instanceof LastHttpContent) {
                seen.append("]\n");
            }
        }
    }
}
