package io.penstock.batching;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The vectors of the reference implementation: key 00 to 0f, text of the bytes from 00 on. */
class SipHashTest {

    private final SipHash hash = new SipHash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L);

    @ParameterizedTest(name = "{0} bytes")
    @CsvSource({"0, a3817f04ba25a8e66df67214c7550293", "1, da87c1d86b99af44347659119b22fc45"})
    void hash_ofTheReferencesTexts(int length, String expected) {
        hash.hash(text(), length);

        assertThat(littleEndian(hash.low()) + littleEndian(hash.high())).isEqualTo(expected);
    }

    @Test
    void hash_looksAtEveryByte_andAtNoneBeyond() {
        byte[] text = text();
        for (int length = 1; length < 40; length++) {
            hash.hash(text, length);
            long low = hash.low();
            long high = hash.high();
            text[length] ^= 1;
            hash.hash(text, length);
            assertThat(hash.low()).isEqualTo(low);
            assertThat(hash.high()).isEqualTo(high);
            text[length - 1] ^= 1;
            hash.hash(text, length);
            assertThat(hash.low()).isNotEqualTo(low);
            assertThat(hash.high()).isNotEqualTo(high);
        }
    }

    private static byte[] text() {
        byte[] text = new byte[64];
        for (int i = 0; i < text.length; i++) {
            text[i] = (byte) i;
        }
        return text;
    }

    private static String littleEndian(long half) {
        return HexFormat.of().toHexDigits(Long.reverseBytes(half));
    }
}
