package io.penstock.batching.pages;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What an item of a page costs. A page has 1,000 items of 92 bytes, and is read in pieces of 16 KiB as it is where it comes from
 * a socket. The reader of a page is made anew for each.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ItemScannerBenchmark {

    private static final int ITEMS = 1_000;
    private static final int PIECE = 16 * 1024;
    private static final int MAX_ITEM = 1 << 20;

    private final WantedPaths paths = new WantedPaths("data");
    private final byte[] piece = new byte[PIECE];
    private final byte[] page = IntStream.range(0, ITEMS)
            .mapToObj(i -> "{\"id\":" + (1_000_000 + i) + ",\"name\":\"Item " + (1_000_000 + i)
                    + "\",\"text\":\"penstock penstock penstock penstock penstock p\"}")
            .collect(Collectors.joining(",", "{\"data\":[", "],\"meta\":{\"next\":\"x\"}}"))
            .getBytes(StandardCharsets.UTF_8);

    /** Finding the items. */
    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public long found() {
        Count count = new Count();
        ItemScanner scanner = new ItemScanner(paths, MAX_ITEM, count);
        for (int from = 0; from < page.length; from += PIECE) {
            scanner.feed(page, from, Math.min(from + PIECE, page.length));
        }
        scanner.end();
        return count.bytes;
    }

    /** Finding them, and gathering them as lines. */
    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public long gathered() {
        ItemWriter writer = new ItemWriter(WalkFormat.LINES, 0, false);
        ItemScanner scanner = new ItemScanner(paths, MAX_ITEM, writer);
        long bytes = 0;
        for (int from = 0; from < page.length; from += PIECE) {
            int length = Math.min(PIECE, page.length - from);
            // What is gathered is changed where it stands.
            System.arraycopy(page, from, piece, 0, length);
            scanner.feed(piece, 0, length);
            ByteBuf lines = writer.take();
            if (lines != null) {
                bytes += lines.readableBytes();
                lines.release();
            }
        }
        scanner.end();
        writer.release();
        return bytes;
    }

    private static final class Count implements ItemScanner.Sink {

        private long bytes;

        @Override
        public void whole(byte[] chunk, int from, int to, boolean lineBreaks) {
            bytes += to - from;
        }

        @Override
        public void part(byte[] chunk, int from, int to, boolean lineBreaks) {
            bytes += to - from;
        }

        @Override
        public void itemEnded() {}

        @Override
        public void chunkEnded(byte[] chunk) {}
    }
}
