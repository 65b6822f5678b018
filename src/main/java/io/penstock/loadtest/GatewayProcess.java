package io.penstock.loadtest;

import io.penstock.loadtest.Run.GatewayFigures;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A gateway in a process of its own, so that what it costs can be told from what the load test costs. It runs this program
 * with the Java, the class path and the JVM options of this process, on free ports of the loopback address.
 */
final class GatewayProcess implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(30);
    private static final Duration STOP = Duration.ofSeconds(5);
    private static final int KEPT_LINES = 30;
    // The line in which the command 'serve' names its address.
    private static final Pattern ADDRESS = Pattern.compile(" *gateway +(http://\\S+)");
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
    private static final List<String> NOT_FOR_CHILDREN =
            List.of("-javaagent:", "-agentlib:", "-agentpath:", "-Xrun", "-Dcom.sun.management.");

    private final Process process;
    private final Thread orphanage;
    private final CompletableFuture<String> address = new CompletableFuture<>();
    private final Deque<String> lastLines = new ArrayDeque<>();

    private GatewayProcess(Process process) {
        this.process = process;
        // A gateway that nobody calls any more must not stay behind.
        this.orphanage = new Thread(process::destroyForcibly, "loadtest-orphans");
        Runtime.getRuntime().addShutdownHook(orphanage);
        Thread reader = new Thread(this::read, "loadtest-gateway");
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Starts a gateway, and returns once it listens. Blocks.
     *
     * @param mainClass the program whose command {@code serve} runs it
     * @param configuration its configuration file, in YAML; empty for none
     * @param settings its settings, by path
     * @param variables its environment variables, in place of all that could configure it
     * @throws IOException with what it wrote, where it does not start
     */
    static GatewayProcess start(
            String mainClass, String configuration, Map<String, String> settings, Map<String, String> variables)
            throws IOException, InterruptedException {
        if (configuration.isEmpty()) {
            return start(mainClass, (Path) null, settings, variables);
        }
        Path file = Files.createTempFile("penstock-loadtest", ".yaml");
        try {
            Files.writeString(file, configuration);
            return start(mainClass, file, settings, variables);
        } finally {
            Files.delete(file);
        }
    }

    private static GatewayProcess start(
            String mainClass, @Nullable Path file, Map<String, String> settings, Map<String, String> variables)
            throws IOException, InterruptedException {
        List<String> command = java();
        command.addAll(List.of(mainClass, "serve", "--port=0", "--admin-port=0"));
        if (file != null) {
            command.add("--config=" + file);
        }
        settings.forEach((path, value) -> command.add("--set=" + path + "=" + value));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(GatewayProcess::configures);
        builder.environment().putAll(variables);
        GatewayProcess started = new GatewayProcess(builder.start());
        try {
            started.address.get(START.toMillis(), TimeUnit.MILLISECONDS);
            return started;
        } catch (ExecutionException | TimeoutException e) {
            started.close();
            throw new IOException("the gateway did not start; it wrote:\n" + started.output());
        } catch (InterruptedException e) {
            started.close();
            throw e;
        }
    }

    /** Where it is called, without a slash at the end. */
    String url() {
        return address.join();
    }

    /** What it took since its start. */
    GatewayFigures figures() {
        Double cpuSeconds = process.info()
                .totalCpuDuration()
                .map(cpu -> cpu.toNanos() / 1e9)
                .orElse(null);
        return new GatewayFigures(cpuSeconds, residentBytes());
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
            Runtime.getRuntime().removeShutdownHook(orphanage);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        } catch (IllegalStateException e) {
            // This process is ending: the hook does what is left to do.
        }
    }

    private static List<String> java() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> NOT_FOR_CHILDREN.stream().noneMatch(option::startsWith))
                .forEach(command::add);
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        return command;
    }

    private static boolean configures(String variable) {
        String name = variable.toUpperCase(Locale.ROOT);
        return name.startsWith("PENSTOCK_")
                || name.startsWith("ENABLE_")
                || name.startsWith("UPSTREAM_")
                || name.endsWith("_PROXY")
                || List.of("CONNECTION_POOL_SIZE", "DEBUG").contains(name);
    }

    private @Nullable Long residentBytes() {
        try {
            Matcher resident =
                    RESIDENT.matcher(Files.readString(Path.of("/proc", Long.toString(process.pid()), "status")));
            return resident.find() ? Long.parseLong(resident.group(1)) * 1024 : null;
        } catch (IOException e) {
            return null;
        }
    }

    private void read() {
        try (BufferedReader written =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = written.readLine(); line != null; line = written.readLine()) {
                keep(line);
                Matcher named = ADDRESS.matcher(line);
                if (named.matches()) {
                    address.complete(named.group(1));
                }
            }
        } catch (IOException e) {
            keep(e.toString());
        }
        address.completeExceptionally(new IOException("ended"));
    }

    private void keep(String line) {
        synchronized (lastLines) {
            if (lastLines.size() == KEPT_LINES) {
                lastLines.removeFirst();
            }
            lastLines.add(line);
        }
    }

    private String output() {
        synchronized (lastLines) {
            return String.join("\n", lastLines);
        }
    }
}
