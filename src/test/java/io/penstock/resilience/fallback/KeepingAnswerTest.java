package io.penstock.resilience.fallback;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.config.DataSize;
import io.penstock.config.LastGoodConfig;
import io.penstock.error.PenstockException;
import io.penstock.exchange.Answer;
import io.penstock.exchange.WholeAnswer;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeepingAnswerTest {

    private final KeptAnswers kept =
            new KeptAnswers(new LastGoodConfig(Duration.ofMinutes(1), DataSize.parse("1KiB"), DataSize.parse("600")));

    /** The answer as its caller reads it, up to the end of its body. */
    private KeepingAnswer arriving(String key, int length) {
        KeepingAnswer answer = new KeepingAnswer(
                new WholeAnswer(HttpVersion.HTTP_1_1, 200, HttpHeaders.headers(), new byte[0]), kept, key, 0);
        answer.pause();
        answer.read(new Answer.Reader() {
            @Override
            public void data(ByteBuf chunk) {
                chunk.release();
            }

            @Override
            public void end(MultiMap trailers) {}

            @Override
            public void broken(PenstockException failure) {}
        });
        answer.data(Unpooled.buffer(length).writeZero(length));
        return answer;
    }

    @Test
    void answer_thatEnds_isKept() {
        arriving("a", 600).end(HttpHeaders.headers());
        arriving("b", 601).end(HttpHeaders.headers());

        assertThat(kept.find("a", 0)).isNotNull();
        assertThat(kept.find("b", 0)).isNull();
    }

    @Test
    void answers_onTheirWayBeyondTheBound_areNotCopied() {
        KeepingAnswer first = arriving("a", 600);
        arriving("b", 500).end(HttpHeaders.headers());
        first.cancel();
        first.end(HttpHeaders.headers());
        arriving("c", 500).end(HttpHeaders.headers());

        assertThat(kept.find("a", 0)).isNull();
        assertThat(kept.find("b", 0)).isNull();
        assertThat(kept.find("c", 0)).isNotNull();
    }

    private static boolean keepable(int status, String lines) {
        MultiMap fields = HttpHeaders.headers();
        for (String line : lines.split("\\|", -1)) {
            int colon = line.indexOf(':');
            fields.add(line.substring(0, colon), line.substring(colon + 1).strip());
        }
        Answer answer = new WholeAnswer(HttpVersion.HTTP_1_1, status, fields, new byte[0]);
        return KeepingAnswer.keepable(answer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type: text/plain",
                "Vary: Accept-Encoding, Authorization|Vary: X-Forwarded-Host",
                "Cache-Control: public, max-age=60|Cache-Control: must-revalidate",
                "Cache-Control: x-private",
            })
    void answer_toWhoeverSendsTheSame_isKept(String fields) {
        assertThat(keepable(200, fields)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Set-Cookie: a=b",
                "Set-Cookie2: a=b",
                "Content-Type: text/event-stream; charset=utf-8",
                "Cache-Control: no-store",
                "Cache-Control: max-age=60|Cache-Control: public, No-Store",
                "Cache-Control: private",
                "Cache-Control: max-age=60 , Private=\"X-Name\"",
                "Cache-Control: max-age=60|Cache-Control: private",
                "Vary: *",
                "Vary: Accept, *",
                "Vary: Accept|Vary: *",
                "Vary: User-Agent",
                "Vary: Accept-Encoding ,x-forwarded-for",
                "Vary: Accept-Encoding|Vary: X-Real-IP",
            })
    void answer_thatMayBeForOneCallerAlone_isNotKept(String fields) {
        assertThat(keepable(200, fields)).isFalse();
    }

    @Test
    void answer_withAnotherStatus_isNotKept() {
        assertThat(keepable(206, "Content-Type: text/plain")).isFalse();
    }
}
