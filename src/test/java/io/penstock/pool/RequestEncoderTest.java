package io.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.penstock.error.BadRequestException;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What leaves of a head, and what is refused. Fields are given without the checks of Vert.x's headers. */
class RequestEncoderTest {

    private final RequestEncoder encoder = new RequestEncoder();

    @Test
    void head_isWrittenAsItStands() {
        MultiMap fields =
                fields("Host", "up.test").add("X-A", "1").add("X-A", "2\té").add("Content-Length", "5");

        assertThat(encode("/a?b=%20c", fields, 5))
                .isEqualTo(
                        "GET /a?b=%20c HTTP/1.1\r\nHost: up.test\r\nX-A: 1\r\nX-A: 2\té\r\nContent-Length: 5\r\n\r\n");
    }

    @Test
    void bodyOfUnknownLength_isAnnouncedInChunks_whateverTheFieldsSay() {
        MultiMap fields = fields("content-length", "5").add("Transfer-Encoding", "gzip");

        assertThat(encode("/", fields, -1)).isEqualTo("GET / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n");
        assertThat(encode("/", fields, 5)).isEqualTo("GET / HTTP/1.1\r\ncontent-length: 5\r\n\r\n");
    }

    @Test
    void headOfAnyLength_isWritten_andTheNextOneAfterIt() {
        String longValue = "x".repeat(40_000);

        assertThat(encode("/", fields("a", longValue), 0)).isEqualTo("GET / HTTP/1.1\r\na: " + longValue + "\r\n\r\n");
        assertThat(encode("/", fields("a", "b"), 0)).isEqualTo("GET / HTTP/1.1\r\na: b\r\n\r\n");
    }

    // U+010A and U+010D end in the bytes of LF and CR.
    @ParameterizedTest
    @ValueSource(strings = {"\r", "\n", "\0", "\u007F", "\u010A", "\u010D", "\u000B"})
    void charactersThatEndALine_areRefusedEverywhere(String bad) {
        assertThatThrownBy(() -> encode("/a" + bad, fields("a", "b"), 0)).isInstanceOf(BadRequestException.class);
        assertThatThrownBy(() -> encode("/", fields("a" + bad, "b"), 0)).isInstanceOf(BadRequestException.class);
        assertThatThrownBy(() -> encode("/", fields("a", "b" + bad), 0))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining(String.format("U+%04X in the value of a field", (int) bad.charAt(0)));
        assertThat(encode("/", fields("a", "b"), 0)).startsWith("GET / ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a:", "(a)", "é"})
    void namesThatAreNoTokens_areRefused(String name) {
        assertThatThrownBy(() -> encode("/", fields(name, "b"), 0)).isInstanceOf(BadRequestException.class);
    }

    @Test
    void targetWithASpace_isRefused() {
        assertThatThrownBy(() -> encode("/a HTTP/1.1", fields("a", "b"), 0)).isInstanceOf(BadRequestException.class);
    }

    @Test
    void chunkSize_isHexadecimal() {
        assertThat(text(RequestEncoder.chunkSize(65_535, UnpooledByteBufAllocator.DEFAULT)))
                .isEqualTo("ffff\r\n");
    }

    private static MultiMap fields(String name, String value) {
        return MultiMap.caseInsensitiveMultiMap().add(name, value);
    }

    private String encode(String target, MultiMap fields, long length) {
        return text(encoder.encode(
                new RequestHead(HttpMethod.GET, target, fields, length), UnpooledByteBufAllocator.DEFAULT));
    }

    private static String text(ByteBuf bytes) {
        try {
            return bytes.toString(StandardCharsets.ISO_8859_1);
        } finally {
            bytes.release();
        }
    }
}
