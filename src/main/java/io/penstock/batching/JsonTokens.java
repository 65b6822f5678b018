package io.penstock.batching;

/** Hears of names and values, as deep as is {@linkplain JsonReader#tellUpTo wanted}. Places are indexes into the chunk that is being read. */
public interface JsonTokens {

    /** The name of an object's member begins, after its quote. */
    void nameBegins(int at);

    /** It ends, before its quote. */
    void nameEnds(int end);

    /** A value begins with this byte. */
    void valueBegins(byte first, int at);

    /** The object, or else list, that has just begun is open: the depth counts it. */
    void opened(boolean object);

    /** The innermost object or list is about to close: the depth still counts it. */
    void closes();

    /** A value has ended; the depth is that at which it began. */
    void valueEnds(int end);

    /** What is thrown where the text is not JSON; says what was found and what was expected. */
    RuntimeException flaw(String detail);
}
