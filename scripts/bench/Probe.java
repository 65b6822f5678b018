import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What {@code bench-peers.sh} needs of a client beyond {@code wrk}: many idle connections, and the time from the start
 * of a process to its first answer.
 *
 * <pre>
 * java Probe.java idle PORT PATH COUNT              one GET on each connection; prints "open COUNT", holds until stdin ends
 * java Probe.java start PORT PATH TIMES COMMAND...  starts and ends COMMAND; prints the milliseconds of each start
 * </pre>
 */
final class Probe {

    private static final long START_DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final int ANSWER_TIMEOUT_MILLIS = 10_000;

    private final InetSocketAddress address;
    private final byte[] request;

    private Probe(int port, String path) {
        address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        request = ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        Probe probe = new Probe(Integer.parseInt(args[1]), args[2]);
        int count = Integer.parseInt(args[3]);
        switch (args[0]) {
            case "idle" -> probe.holdIdle(count);
            case "start" -> probe.timeStarts(count, Arrays.copyOfRange(args, 4, args.length));
            default -> throw new IllegalArgumentException(args[0] + ": expected idle or start");
        }
    }

    private void holdIdle(int count) throws IOException {
        List<Socket> sockets = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            sockets.add(askedOnce());
        }
        System.out.println("open " + sockets.size());
        System.in.transferTo(System.err);
    }

    private void timeStarts(int times, String[] command) throws IOException, InterruptedException {
        // The first start fills the file cache, and may write an archive of classes that later ones use.
        startAndEnd(command);
        for (int i = 0; i < times; i++) {
            System.out.printf("%.0f%n", startAndEnd(command) / 1e6);
        }
    }

    /** The nanoseconds from the start of the command to its first answer, which has to be 200. */
    private long startAndEnd(String[] command) throws IOException, InterruptedException {
        long started = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        Thread endWithThis = new Thread(process::destroy);
        Runtime.getRuntime().addShutdownHook(endWithThis);
        try {
            while (!answers()) {
                if (!process.isAlive() || System.nanoTime() - started > START_DEADLINE_NANOS) {
                    throw new IOException(String.join(" ", command) + ": no answer from " + address);
                }
                TimeUnit.MILLISECONDS.sleep(1);
            }
            return System.nanoTime() - started;
        } finally {
            process.destroy();
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
            Runtime.getRuntime().removeShutdownHook(endWithThis);
        }
    }

    private boolean answers() {
        try (Socket socket = askedOnce()) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    /** An open connection on which one request has been answered with 200 and the whole body has been read. */
    private Socket askedOnce() throws IOException {
        Socket socket = new Socket();
        try {
            socket.setSoTimeout(ANSWER_TIMEOUT_MILLIS);
            socket.connect(address, ANSWER_TIMEOUT_MILLIS);
            socket.getOutputStream().write(request);
            readAnswer(socket.getInputStream());
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static void readAnswer(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int read = in.read();
            if (read < 0) {
                throw new IOException("the connection ended in the answer's head");
            }
            head.append((char) read);
        }
        List<String> lines = head.toString().lines().toList();
        if (!lines.get(0).startsWith("HTTP/1.1 200")) {
            throw new IOException(lines.get(0) + ": expected 200");
        }
        for (String line : lines) {
            if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
                in.skipNBytes(Long.parseLong(line.substring(15).strip()));
                return;
            }
        }
        throw new IOException("an answer without Content-Length: expected a file of a known size");
    }
}
