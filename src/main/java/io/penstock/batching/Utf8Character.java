package io.penstock.batching;

/** One character beyond ASCII, byte after byte, by table 3-7 of the Unicode Standard: no surrogates, nothing longer than it must be. */
final class Utf8Character {

    private int left;
    private int min;
    private int max;

    /** Whether more bytes belong to it. */
    boolean open() {
        return left > 0;
    }

    /** Takes its first byte; false where none begins with that. */
    boolean begin(byte first) {
        int lead = first & 0xff;
        if (lead < 0xc2 || lead > 0xf4) {
            return false;
        }
        left = lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
        min = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
        max = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
        return true;
    }

    /** Takes another of its bytes; false where it has none such. */
    boolean next(byte another) {
        int b = another & 0xff;
        if (b < min || b > max) {
            return false;
        }
        min = 0x80;
        max = 0xbf;
        left--;
        return true;
    }
}
