package io.penstock.batching;

import io.netty.util.AsciiString;
import io.penstock.exchange.Exchange;
import io.vertx.core.MultiMap;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;

/**
 * What tells whether two requests are alike: a keyed hash of 128 bits over method, target, the wait that is allowed, and
 * every end-to-end field that is sent, in order, but for those that cannot select an answer. Two requests that differ in the
 * order of their fields count as different. Bodies are not looked at.
 *
 * <p>Confined to one event loop; keeps the last one taken, and no text of a request beyond the next one.
 */
public final class Fingerprint {

    private static final int FIRST_SIZE = 1_024;

    /** Beyond that a request is not worth it; what is shorter has its length in two bytes. */
    private static final int MOST = 32 * 1024;

    private static final String CACHE_CONTROL = "cache-control";
    private static final String NO_STORE = "no-store";
    private static final String NO_CACHE = "no-cache";

    private final SipHash hash;
    private final IgnoredFields ignored;
    private byte[] text = new byte[FIRST_SIZE];
    private int length;

    /**
     * None taken so far.
     *
     * @param key the same on every event loop whose requests are compared
     * @param ignored the fields in which requests may differ
     */
    public Fingerprint(FingerprintKey key, IgnoredFields ignored) {
        this.hash = new SipHash(key.first(), key.second());
        this.ignored = ignored;
    }

    /** The first half of the last one. */
    public long low() {
        return hash.low();
    }

    /** The second half of the last one. */
    public long high() {
        return hash.high();
    }

    /**
     * Takes that of a request, as it is now.
     *
     * @return false, with nothing taken, where it asks for an answer of its own ({@code Cache-Control: no-store} or
     *     {@code no-cache}), is longer than 32 KiB, or holds a character beyond {@code U+00FF}
     */
    public boolean take(Exchange exchange) {
        return take(exchange, exchange.target());
    }

    /**
     * Takes that of a request as if it asked for another target, such as its own without an id: requests that differ in
     * nothing else are alike then. See {@link #take(Exchange)}.
     */
    public boolean take(Exchange exchange, CharSequence target) {
        length = 0;
        if (!add(exchange.method().name()) || !add(target)) {
            return false;
        }
        addNumber(exchange.maxWaitLeftNanos());
        for (var fields = each(exchange.headers()); fields.hasNext(); ) {
            var field = fields.next();
            CharSequence name = field.getKey();
            if (ignored.contain(name)) {
                continue;
            }
            CharSequence value = field.getValue();
            if (wantsItsOwn(name, value) || !addName(name) || !add(value)) {
                return false;
            }
        }
        hash.hash(text, length);
        return true;
    }

    private static Iterator<? extends Map.Entry<? extends CharSequence, ? extends CharSequence>> each(MultiMap fields) {
        return fields instanceof io.netty.handler.codec.http.HttpHeaders own
                ? own.iteratorCharSequence()
                : fields.iterator();
    }

    private static boolean wantsItsOwn(CharSequence name, CharSequence value) {
        return name.length() == CACHE_CONTROL.length()
                && AsciiString.contentEqualsIgnoreCase(CACHE_CONTROL, name)
                && (AsciiString.containsIgnoreCase(value, NO_STORE) || AsciiString.containsIgnoreCase(value, NO_CACHE));
    }

    /** Adds a text after its length, so that no two lists of texts look the same; false where it cannot be added. */
    private boolean add(CharSequence part) {
        if (!addLength(part.length())) {
            return false;
        }
        if (part instanceof AsciiString ascii) {
            System.arraycopy(ascii.array(), ascii.arrayOffset(), text, length, ascii.length());
            length += ascii.length();
            return true;
        }
        return addString(part.toString());
    }

    private boolean addString(String part) {
        byte[] into = text;
        int start = length;
        int size = part.length();
        int all = 0;
        for (int i = 0; i < size; i++) {
            char c = part.charAt(i);
            all |= c;
            into[start + i] = (byte) c;
        }
        length = start + size;
        return all <= 0xff;
    }

    /** Adds a field's name in lower case. */
    private boolean addName(CharSequence name) {
        AsciiString ascii = AsciiString.of(name);
        int size = ascii.length();
        if (!addLength(size)) {
            return false;
        }
        byte[] from = ascii.array();
        byte[] into = text;
        int offset = ascii.arrayOffset();
        int start = length;
        for (int i = 0; i < size; i++) {
            byte c = from[offset + i];
            into[start + i] = c >= 'A' && c <= 'Z' ? (byte) (c + 'a' - 'A') : c;
        }
        length = start + size;
        return true;
    }

    /** Adds the length of a text, and makes room for the text and a number. */
    private boolean addLength(int size) {
        int needed = length + Short.BYTES + size + Long.BYTES;
        if (needed > text.length && !grow(needed)) {
            return false;
        }
        text[length++] = (byte) size;
        text[length++] = (byte) (size >>> 8);
        return true;
    }

    private void addNumber(long number) {
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            text[length++] = (byte) (number >>> shift);
        }
    }

    private boolean grow(int needed) {
        if (needed > MOST) {
            return false;
        }
        text = Arrays.copyOf(text, Math.min(MOST, Math.max(needed, 2 * text.length)));
        return true;
    }
}
