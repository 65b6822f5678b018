package io.penstock.batching.pages;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A scanner whose items are kept, for tests. */
final class ScannedPage implements ItemScanner.Sink {

    final List<String> items = new ArrayList<>();
    final ItemScanner scanner;
    boolean lineBreaks;
    private final ByteArrayOutputStream item = new ByteArrayOutputStream();

    ScannedPage(WantedPaths paths, int maxItem) {
        scanner = new ItemScanner(paths, maxItem, this);
    }

    /** A page that is whole, in one piece. */
    static ScannedPage of(WantedPaths paths, String page) {
        return of(paths, page.getBytes(StandardCharsets.UTF_8), Integer.MAX_VALUE);
    }

    /** A page that is whole, in pieces of so many bytes. */
    static ScannedPage of(WantedPaths paths, byte[] page, int piece) {
        ScannedPage scanned = new ScannedPage(paths, 1 << 20);
        for (int from = 0; from < page.length; from += Math.min(piece, page.length - from)) {
            scanned.scanner.feed(page, from, from + Math.min(piece, page.length - from));
        }
        scanned.scanner.end();
        return scanned;
    }

    @Override
    public void whole(byte[] chunk, int from, int to, boolean breaks) {
        part(chunk, from, to, breaks);
        itemEnded();
    }

    @Override
    public void part(byte[] chunk, int from, int to, boolean breaks) {
        item.write(chunk, from, to - from);
        lineBreaks |= breaks;
    }

    @Override
    public void itemEnded() {
        items.add(item.toString(StandardCharsets.UTF_8));
        item.reset();
    }

    @Override
    public void chunkEnded(byte[] chunk) {}
}
