package io.penstock.batching;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PlainTextTest {

    @Test
    void end_eachByteAtEachPlace_isFoundWhereItStands() {
        for (int value = 0; value < 256; value++) {
            boolean special = value < ' ' || value == '"' || value == '\\' || value > 0x7f;
            for (int at = 0; at < 20; at++) {
                byte[] text = "abcdefghijklmnopqrst".getBytes(StandardCharsets.US_ASCII);
                text[at] = (byte) value;
                assertThat(PlainText.end(text, 0, 20)).isEqualTo(special ? at : 20);
            }
        }
    }

    @Test
    void end_anyBytes_isThatOfALoop() {
        Random random = new Random(5);
        for (int i = 0; i < 20_000; i++) {
            byte[] text = new byte[random.nextInt(40)];
            for (int at = 0; at < text.length; at++) {
                text[at] = (byte) (random.nextInt(12) == 0 ? random.nextInt(256) : ' ' + random.nextInt(90));
            }
            int from = random.nextInt(text.length + 1);
            int end = from;
            while (end < text.length && text[end] >= ' ' && text[end] != '"' && text[end] != '\\') {
                end++;
            }
            assertThat(PlainText.end(text, from, text.length)).isEqualTo(end);
        }
    }

    @Test
    void character_ofAnyThreeBytes_isValidWhereThePlatformSaysSo() {
        for (int lead = 0x80; lead < 0x100; lead++) {
            for (int second = 0x70; second < 0x100; second++) {
                byte[] bytes = {(byte) lead, (byte) second, (byte) 0x80, (byte) 0xbf};
                int length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
                assertThat(accepts(bytes, length)).isEqualTo(decodes(bytes, length));
            }
        }
    }

    private static boolean accepts(byte[] bytes, int length) {
        Utf8Character character = new Utf8Character();
        boolean valid = character.begin(bytes[0]);
        for (int i = 1; i < length && valid; i++) {
            valid = character.open() && character.next(bytes[i]);
        }
        return valid && !character.open();
    }

    private static boolean decodes(byte[] bytes, int length) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, length));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
