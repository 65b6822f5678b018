import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The reader of {@code bench-pages.sh}: reads a collection page by page from the upstream, page by page through the gateway, and as
 * one walk through the gateway, in turn, and compares.
 *
 * <pre>
 * java Walks.java UPSTREAM_PORT UPSTREAM_PID GATEWAY_PORT GATEWAY_PID ITEMS ROUNDS JSON_FILE
 * </pre>
 */
final class Walks {

    private static final int PAGE = 1_000;
    private static final int DELAYED_PAGE = 100;
    private static final int PARALLEL = 8;
    private static final double TICKS_PER_SECOND = 100;

    private final int upstream;
    private final long upstreamPid;
    private final int gateway;
    private final long gatewayPid;
    private final long items;
    private final List<String> json = new ArrayList<>();

    private Walks(int upstream, long upstreamPid, int gateway, long gatewayPid, long items) {
        this.upstream = upstream;
        this.upstreamPid = upstreamPid;
        this.gateway = gateway;
        this.gatewayPid = gatewayPid;
        this.items = items;
    }

    public static void main(String[] args) throws IOException {
        Walks walks = new Walks(
                Integer.parseInt(args[0]),
                Long.parseLong(args[1]),
                Integer.parseInt(args[2]),
                Long.parseLong(args[3]),
                Long.parseLong(args[4]));
        walks.measure(Integer.parseInt(args[5]));
        Files.writeString(Path.of(args[6]), "{\n  " + String.join(",\n  ", walks.json) + "\n}\n");
    }

    /** What a reading came to. */
    private record Reading(double seconds, double cpuSeconds, double loadSeconds, long bytes) {

        double megabytesPerSecond() {
            return bytes / 1e6 / seconds;
        }

        double cpuPerGigabyte() {
            return cpuSeconds / (bytes / 1e9);
        }

        double gatewayBusy() {
            return cpuSeconds / seconds;
        }

        double loadBusy() {
            return loadSeconds / seconds;
        }
    }

    private void measure(int rounds) throws IOException {
        // Until the gateway's code is compiled.
        pages(gateway, "/pages", items / 2);
        walk("/pages/collections/link?limit=" + PAGE + "&count=" + items);
        List<Reading> direct = new ArrayList<>();
        List<Reading> passed = new ArrayList<>();
        List<Reading> walked = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            direct.add(pages(upstream, "", items));
            passed.add(pages(gateway, "/pages", items));
            walked.add(walk("/pages/collections/link?limit=" + PAGE + "&count=" + items));
            // Each page is a byte longer than its items as lines: two brackets, and a comma less than lines.
            expect(walked.get(round).bytes, direct.get(round).bytes - (items + PAGE - 1) / PAGE);
        }
        System.out.printf(Locale.ROOT, "%,d items in pages of %,d, %,d MB; medians of %d rounds.%n%n", items, PAGE,
                direct.get(0).bytes / 1_000_000, rounds);
        System.out.println("| | MB/s | CPU-s of the gateway per GB | its core busy | the other core busy |");
        System.out.println("|---|---:|---:|---:|---:|");
        row("page by page from the upstream", "direct", direct, false);
        row("page by page through the gateway", "passed", passed, true);
        row("as one walk", "walked", walked, true);
        System.out.println();
        System.out.println("| the bar | target | measured |");
        System.out.println("|---|---:|---:|");
        bar("speed of a walk by that of the upstream alone", "speed", "at least 0.9",
                median(walked, Reading::megabytesPerSecond) / median(direct, Reading::megabytesPerSecond));
        bar("CPU of a walk by that of passing the same bytes", "cpu", "at most 3",
                median(walked, Reading::cpuPerGigabyte) / median(passed, Reading::cpuPerGigabyte));
        heap();
        parallel();
    }

    /** The heap after a collection, at five places of a walk. */
    private void heap() throws IOException {
        List<Long> used = new ArrayList<>();
        try (Line line = new Line(gateway)) {
            line.counts = true;
            line.ask("/pages/collections/link?limit=" + PAGE + "&count=" + items, "application/x-ndjson");
            long next = items / 10;
            while (line.read()) {
                if (line.lines > next) {
                    used.add(usedAfterCollection());
                    next += items / 5;
                }
            }
            expect(line.lines, items);
        }
        System.out.printf("| heap after a collection, at 10, 30, 50, 70 and 90 %% of a walk | flat | %s kB |%n",
                used.stream().map(each -> String.format(Locale.ROOT, "%,d", each)).collect(Collectors.joining(", ")));
        json.add("\"heapKilobytes\": " + used);
    }

    private void parallel() throws IOException {
        Reading one = walk("/sequential" + delayed(60));
        Reading eight = walk("/parallel" + delayed(480));
        double gain = eight.megabytesPerSecond() / one.megabytesPerSecond();
        bar(PARALLEL + " pages at once, 50 ms each, by as many times one after the other", "parallel", "at least 0.9",
                gain / PARALLEL);
    }

    private static String delayed(int pages) {
        return "/collections/offset?delay=50ms&limit=" + DELAYED_PAGE + "&count=" + pages * DELAYED_PAGE;
    }

    private static void expect(long found, long expected) throws IOException {
        if (found != expected) {
            throw new IOException(found + " in the walk; expected " + expected);
        }
    }

    private Reading walk(String target) throws IOException {
        try (Line line = new Line(gateway)) {
            double cpu = cpuSeconds(gatewayPid);
            double load = loadSeconds();
            long start = System.nanoTime();
            line.ask(target, "application/x-ndjson");
            while (line.read()) {
                // What is read is counted.
            }
            return new Reading((System.nanoTime() - start) / 1e9, cpuSeconds(gatewayPid) - cpu, loadSeconds() - load, line.bytes);
        }
    }

    private double loadSeconds() throws IOException {
        return cpuSeconds(upstreamPid) + cpuSeconds(ProcessHandle.current().pid());
    }

    private Reading pages(int port, String prefix, long count) throws IOException {
        try (Line line = new Line(port)) {
            double cpu = cpuSeconds(gatewayPid);
            double load = loadSeconds();
            long start = System.nanoTime();
            for (long at = 0; at < count; at += PAGE) {
                line.ask(prefix + "/collections/link?limit=" + PAGE + "&count=" + count + "&at=" + at, "application/json");
                while (line.read()) {
                    // What is read is counted.
                }
            }
            return new Reading((System.nanoTime() - start) / 1e9, cpuSeconds(gatewayPid) - cpu, loadSeconds() - load, line.bytes);
        }
    }

    private void row(String title, String name, List<Reading> readings, boolean costs) {
        double speed = median(readings, Reading::megabytesPerSecond);
        double cpu = median(readings, Reading::cpuPerGigabyte);
        System.out.printf(Locale.ROOT, "| %s | %.0f | %s | %s | %.2f |%n", title, speed,
                costs ? String.format(Locale.ROOT, "%.2f", cpu) : "",
                costs ? String.format(Locale.ROOT, "%.2f", median(readings, Reading::gatewayBusy)) : "",
                median(readings, Reading::loadBusy));
        json.add(String.format(Locale.ROOT, "\"%s\": {\"megabytesPerSecond\": %s%s}", name,
                list(readings, Reading::megabytesPerSecond),
                costs ? ", \"cpuSecondsPerGb\": " + list(readings, Reading::cpuPerGigabyte) : ""));
    }

    private void bar(String title, String name, String target, double measured) {
        System.out.printf(Locale.ROOT, "| %s | %s | %.2f |%n", title, target, measured);
        json.add(String.format(Locale.ROOT, "\"%sRatio\": %.3f", name, measured));
    }

    private static String list(List<Reading> readings, java.util.function.ToDoubleFunction<Reading> figure) {
        return readings.stream()
                .map(reading -> String.format(Locale.ROOT, "%.3f", figure.applyAsDouble(reading)))
                .collect(Collectors.joining(", ", "[", "]"));
    }

    private static double median(List<Reading> readings, java.util.function.ToDoubleFunction<Reading> figure) {
        double[] sorted = readings.stream().mapToDouble(figure).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private static double cpuSeconds(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
    }

    private long usedAfterCollection() throws IOException {
        command("GC.run");
        long used = 0;
        Matcher generation = Pattern.compile("(?:generation|heap).*? used (\\d+)K").matcher(command("GC.heap_info"));
        while (generation.find()) {
            used += Long.parseLong(generation.group(1));
        }
        return used;
    }

    private String command(String name) throws IOException {
        String tool = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        Process process = new ProcessBuilder(tool, Long.toString(gatewayPid), name).redirectErrorStream(true).start();
        try (BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            return out.lines().collect(Collectors.joining("\n"));
        }
    }

    /** A connection that reads answers, and does nothing with them but count. */
    private static final class Line implements AutoCloseable {

        private final Socket socket;
        private final InputStream in;
        private final byte[] buffer = new byte[256 * 1024];
        private int at;
        private int end;
        private boolean counts;
        private boolean chunked;
        private long left;
        private long bytes;
        private long lines;

        Line(int port) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            in = socket.getInputStream();
        }

        void ask(String target, String accept) throws IOException {
            String request = "GET " + target + " HTTP/1.1\r\nHost: localhost\r\nAccept: " + accept + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String status = line();
            if (!status.startsWith("HTTP/1.1 200")) {
                throw new IOException(status + " to " + target + "; expected 200");
            }
            left = -1;
            chunked = false;
            for (String field = line(); !field.isEmpty(); field = line()) {
                String lower = field.toLowerCase(Locale.ROOT);
                if (lower.startsWith("content-length:")) {
                    left = Long.parseLong(lower.substring(15).strip());
                }
                chunked |= lower.startsWith("transfer-encoding:");
            }
            if (chunked) {
                left = Long.parseLong(line(), 16);
            }
        }

        /** Reads some of the body; false where there is no more. */
        boolean read() throws IOException {
            if (left == 0) {
                return false;
            }
            if (at == end) {
                fill();
            }
            int length = (int) Math.min(left, end - at);
            if (counts) {
                for (int i = at; i < at + length; i++) {
                    if (buffer[i] == '\n') {
                        lines++;
                    }
                }
            }
            at += length;
            left -= length;
            bytes += length;
            if (left == 0 && chunked) {
                line();
                left = Long.parseLong(line(), 16);
                if (left == 0) {
                    line();
                }
            }
            return true;
        }

        private String line() throws IOException {
            StringBuilder text = new StringBuilder();
            while (true) {
                if (at == end) {
                    fill();
                }
                byte b = buffer[at];
                at++;
                if (b == '\n') {
                    return text.toString();
                }
                if (b != '\r') {
                    text.append((char) b);
                }
            }
        }

        private void fill() throws IOException {
            at = 0;
            end = Math.max(0, in.read(buffer));
            if (end == 0) {
                throw new EOFException("the connection ended; expected the rest of an answer");
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
