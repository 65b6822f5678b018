package io.penstock.compression;

import io.penstock.config.CompressionConfig;
import io.penstock.config.CompressionConfig.Coding;
import io.penstock.error.PenstockException;
import io.penstock.exchange.Answer;
import io.penstock.exchange.AnswerWithFields;
import io.penstock.exchange.Exchange;
import io.penstock.exchange.Outcome;
import io.penstock.metrics.CompressionRecorder;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compresses the answers of a route, each as its caller's {@code Accept-Encoding} and its own head say (RFC 9110, sections 8.4
 * and 12.5.3). Thread-safe; what it makes for an exchange belongs to the exchange's event loop.
 */
public final class Compression {

    private static final Logger LOG = LoggerFactory.getLogger(Compression.class);
    private static final String EVENT_STREAM = "text/event-stream";

    private final CompressionConfig config;
    private final MediaTypes types;
    private final Places places;
    private final CompressionRecorder recorder;

    Compression(CompressionConfig config, Places places, CompressionRecorder recorder) {
        this.config = config;
        this.types = new MediaTypes(config.compressedTypes());
        this.places = places;
        this.recorder = recorder;
    }

    /** What hands an exchange's answer on to its caller, compressed where it should be. */
    public Outcome toward(HttpServerRequest request, Exchange exchange, Outcome caller) {
        return new Outcome() {
            @Override
            public void answered(Answer answer) {
                caller.answered(decide(request, exchange, answer));
            }

            @Override
            public void failed(PenstockException failure) {
                caller.failed(failure);
            }
        };
    }

    /**
     * The answer that the caller gets: the same one, or a compressed one. Its fields are not changed, since others may have it
     * too; what the caller is told beside them is put where the answer's head will be written.
     */
    private Answer decide(HttpServerRequest request, Exchange exchange, Answer answer) {
        int status = answer.status();
        if (status == 304) {
            return AnswerFields.knownAsWeak(answer.headers(), request.headers().get(HttpHeaders.IF_NONE_MATCH))
                    ? new AnswerWithFields(answer, AnswerFields.weaklyTagged(answer.headers()))
                    : answer;
        }
        if (status == 204 || status == 205 || !suits(answer.headers())) {
            return answer;
        }
        Acceptance accepted = accepted(request);
        long length = AnswerFields.length(answer.headers());
        boolean small = length >= 0 && length < config.minSize().bytes();
        if (length == 0 || (small && !accepted.identityRefused())) {
            return answer;
        }
        if (!AnswerFields.varies(answer.headers())) {
            request.response().headers().set(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
        }
        Coding coding = accepted.coding();
        if (coding == null
                || status == 206
                || HttpMethod.HEAD.equals(request.method())
                || AnswerFields.mayNotBeTransformed(request.headers())
                || AnswerFields.bytesVouchedFor(answer.headers())) {
            return answer;
        }
        return compressed(answer, coding, length, exchange);
    }

    /** Whether a body with this head could be compressed, for a caller that understands it. */
    private boolean suits(MultiMap fields) {
        String type = fields.get(HttpHeaders.CONTENT_TYPE);
        return type != null
                && types.contain(type)
                && (config.eventStreams() || !type.regionMatches(true, 0, EVENT_STREAM, 0, EVENT_STREAM.length()))
                && !fields.contains(HttpHeaders.CONTENT_ENCODING)
                && !AnswerFields.mayNotBeTransformed(fields);
    }

    private Acceptance accepted(HttpServerRequest request) {
        // To HTTP/1.0 the end of a body of unknown length is the end of its connection.
        if (request.version() == HttpVersion.HTTP_1_0 || !request.headers().contains(HttpHeaders.ACCEPT_ENCODING)) {
            return Acceptance.NOTHING;
        }
        String field = String.join(",", request.headers().getAll(HttpHeaders.ACCEPT_ENCODING));
        return Acceptance.of(field, Libraries.ready(config.offered()));
    }

    private Answer compressed(Answer answer, Coding coding, long length, Exchange exchange) {
        Encoder encoder = places.take() ? encoder(coding) : null;
        if (encoder == null) {
            return answer;
        }
        MultiMap fields = AnswerFields.encoded(answer.headers(), coding.token());
        return new CompressedAnswer(answer, fields, length, encoder, exchange.wheel(), (bytesIn, bytesOut) -> {
            places.giveBack();
            recorder.compressed(coding.token(), bytesIn, bytesOut);
        });
    }

    /** An encoder; null, with the place given back, where there is no memory for it. */
    private @Nullable Encoder encoder(Coding coding) {
        try {
            return switch (coding) {
                case ZSTD -> new ZstdEncoder(config.zstdLevel());
                case BR -> new BrotliEncoder(config.brotliLevel());
                case GZIP -> DeflateEncoder.gzip(config.gzipLevel());
                case DEFLATE -> DeflateEncoder.deflate(config.gzipLevel());
            };
        } catch (RuntimeException | OutOfMemoryError e) {
            places.giveBack();
            LOG.warn(
                    "an answer goes as it is, since no encoder for {} could be made: {}", coding.token(), e.toString());
            return null;
        }
    }
}
