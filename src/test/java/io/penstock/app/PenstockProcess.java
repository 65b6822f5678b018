package io.penstock.app;

import io.penstock.testing.Await;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The program in a process of its own, from the jar that was built. Closing kills it. */
final class PenstockProcess implements AutoCloseable {

    private static final Pattern GATEWAY = Pattern.compile("gateway +http://127\\.0\\.0\\.1:(\\d+)");
    private static final Pattern MANAGEMENT = Pattern.compile("management +http://127\\.0\\.0\\.1:(\\d+)");

    private final Process process;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Thread reader;

    private PenstockProcess(Process process) {
        this.process = process;
        reader = new Thread(() -> read(process.getInputStream()), "penstock-output");
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts the program with these variables and no other {@code PENSTOCK_} ones, stderr joined to stdout. */
    static PenstockProcess start(Map<String, String> environment, String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                System.getProperty("penstock.jar")));
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("PENSTOCK_") || name.endsWith("_PROXY"));
        builder.environment().putAll(environment);
        return new PenstockProcess(builder.start());
    }

    /** All that it has written so far. */
    String output() {
        return String.join("\n", lines);
    }

    /** Waits until its output has the pattern; returns the first group. */
    String await(Pattern pattern) {
        Await.until(pattern + " in the output", () -> pattern.matcher(output()).find());
        Matcher matcher = pattern.matcher(output());
        if (!matcher.find()) {
            throw new AssertionError("the output only grows");
        }
        return matcher.group(Math.min(1, matcher.groupCount()));
    }

    /** The port that callers use, once it is open. */
    int port() {
        return Integer.parseInt(await(GATEWAY));
    }

    /** The management port, once it is open. */
    int adminPort() {
        return Integer.parseInt(await(MANAGEMENT));
    }

    /** Whether it has not ended. */
    boolean alive() {
        return process.isAlive();
    }

    /** The processes that it has started and that have not ended. */
    List<ProcessHandle> children() {
        return process.children().toList();
    }

    /** Sends SIGTERM. */
    void terminate() {
        // Through the handle: the process's own method closes its output, too.
        process.toHandle().destroy();
    }

    /** Waits for its end, and that of its output; returns the exit code. */
    int exitCode() throws InterruptedException {
        if (!process.waitFor(Await.DEADLINE.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("still running; its output:\n" + output());
        }
        reader.join(Await.DEADLINE.toMillis());
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private void read(InputStream in) {
        try (BufferedReader written = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = written.readLine(); line != null; line = written.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
