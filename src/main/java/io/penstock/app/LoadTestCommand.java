package io.penstock.app;

import io.penstock.loadtest.Load;
import io.penstock.loadtest.LoadTest;
import io.penstock.loadtest.Report;
import io.penstock.loadtest.Scenario;
import io.penstock.loadtest.Scenarios;
import io.penstock.loadtest.Target;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Option;

/** {@code penstock load-test}. */
@Command(
        name = "load-test",
        description =
                "Drive a gateway and measure it: one of its own in front of a demo API, or one that runs already.",
        footer = {
            "%nThe gateway of its own runs with the JVM options of this command. Ctrl-C ends with what was done so far.",
            "%nExit code: 0 done, 1 if nothing was answered, a compared optimization did not help, or --fail-on-missed is "
                    + "given and a bar was missed, 2 if options are wrong, 130 or 143 if a signal ended it."
        })
final class LoadTestCommand implements Callable<Integer> {

    private static final String STDOUT = "-";
    private static final int ROUNDS_OF_COMPARISON = 3;

    private final Terminal terminal;

    @Option(
            names = "--scenario",
            paramLabel = "NAME",
            description = {
                "What to call. Default: pool, without --url.",
                "pool: 1 KiB answers over pooled connections;",
                "tokens: a resource that wants tokens of 2 s;",
                "coalescing: a slow answer, the same for all;",
                "batching: many records, one by one;",
                "pages: a collection of 10 pages;",
                "memory: bulk and urgent calls, short of memory;",
                "compression: lists that compress well;",
                "resilience: four times what an upstream allows;",
                "outage: an upstream that fails in the first half."
            })
    private @Nullable String scenario;

    @Option(
            names = "--compare",
            description = "Switch each optimization of the scenario off in turn, and judge by counts whether it helps.")
    private boolean compare;

    @Option(names = "--fail-on-missed", description = "End with exit code 1 where a bar of the scenario is missed.")
    private boolean failOnMissed;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "How often to measure, 1 to 20; variants alternate. Default: 3 with --compare, else 1.")
    private @Nullable Integer rounds;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description =
                    "Call this address of a gateway that runs already; with --scenario, the scenario's paths below it, "
                            + "as 'penstock demo' has them.")
    private @Nullable String url;

    @Option(names = "--i-own-this-target", description = "Allow an address of another machine in --url.")
    private boolean ownTarget;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "Calls due each second, 1 to 200000, whatever became of those before (open loop). Default: "
                    + "what the scenario says, or each connection calls again when it has its answer (closed loop).")
    private @Nullable Integer rate;

    @Option(names = "--concurrency", paramLabel = "N", description = "Connections to the gateway, 1 to 10000.")
    private int concurrency = 64;

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            defaultValue = "10s",
            description = "How long to measure, at most 10m.")
    private Duration duration = Duration.ZERO;

    @Option(
            names = "--warmup",
            paramLabel = "TIME",
            defaultValue = "10s",
            description = "How long to call before each measurement, at most 5m.")
    private Duration warmup = Duration.ZERO;

    @Option(names = "--requests", paramLabel = "N", description = "Calls after which a measurement ends early.")
    private @Nullable Long requests;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "10s",
            description = "What a call may take, at most 5m.")
    private Duration timeout = Duration.ZERO;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            showDefaultValue = Help.Visibility.NEVER,
            description = "Write the report as JSON; - for stdout, and the table goes to stderr.")
    private @Nullable String json;

    LoadTestCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        Plan plan = plan();
        writeJson("");
        AtomicReference<Signals> stoppedBy = new AtomicReference<>();
        try (LoadTest test = new LoadTest(plan.load(), new ProgressLine(terminal))) {
            for (Signals signal : Signals.values()) {
                signal.handle(() -> stop(test, stoppedBy, signal));
            }
            Report report = plan.subject().measure(test);
            show(report);
            Signals signal = stoppedBy.get();
            if (signal != null) {
                return signal.exitCode();
            }
            boolean passed = report.allHelped() && (report.allMet() || !failOnMissed);
            return report.anyAnswered() && passed ? 0 : 1;
        } catch (IOException e) {
            throw CommandFailedException.failed("cannot start: " + e.getMessage());
        }
    }

    /** What the options ask for. */
    private record Plan(Load load, Subject subject) {}

    /** What is called, through which gateway. */
    @FunctionalInterface
    private interface Subject {

        Report measure(LoadTest test) throws IOException, InterruptedException;
    }

    private Plan plan() {
        try {
            int times = rounds != null ? rounds : compare ? ROUNDS_OF_COMPARISON : 1;
            Scenario chosen = scenario == null ? null : Scenarios.named(scenario);
            Integer due = rate != null || chosen == null ? rate : chosen.rate();
            Load load = new Load(due, concurrency, duration, warmup, requests, timeout, times);
            return new Plan(load, url == null ? ownGateway() : runningGateway(url));
        } catch (IllegalArgumentException e) {
            throw CommandFailedException.usage(String.valueOf(e.getMessage()));
        }
    }

    private Subject ownGateway() {
        Scenario chosen = Scenarios.named(scenario == null ? "pool" : scenario);
        String program = Main.class.getName();
        return compare ? test -> test.compare(chosen, program) : test -> test.of(chosen, program);
    }

    private Subject runningGateway(String address) {
        if (compare) {
            throw CommandFailedException.usage(
                    "--compare with --url: expected no --url, since only a gateway that this command starts can be "
                            + "started with an optimization switched off");
        }
        if (failOnMissed) {
            throw CommandFailedException.usage(
                    "--fail-on-missed with --url: expected no --url, since bars count what the upstream sees, which only"
                            + " that of a gateway that this command starts tells");
        }
        Target target = target(address);
        Target called = scenario == null ? target : target.with(Scenarios.named(scenario));
        return test -> test.of(called);
    }

    private Target target(String address) {
        Target target = Target.parse(address);
        if (!target.isLoopback() && !ownTarget) {
            throw CommandFailedException.usage("--url: " + target.host()
                    + " is not this machine; expected localhost or a loopback address, or --i-own-this-target beside it,"
                    + " since whoever did not ask for a load test takes it for an attack");
        }
        return target;
    }

    private static void stop(LoadTest test, AtomicReference<Signals> stoppedBy, Signals signal) {
        if (stoppedBy.compareAndSet(null, signal)) {
            test.stop();
        } else {
            // Nobody waits for a report twice. The gateways end with this process.
            System.exit(signal.exitCode());
        }
    }

    private void show(Report report) {
        boolean jsonToStdout = STDOUT.equals(json);
        PrintWriter table = jsonToStdout ? terminal.err() : terminal.out();
        report.toTable().lines().forEach(table::println);
        String text = report.toJson().encodePrettily();
        if (jsonToStdout) {
            terminal.say(text);
        } else {
            writeJson(text + System.lineSeparator());
        }
    }

    /** Writes the file, where one is asked for; at first without content, so as not to fail after the work is done. */
    private void writeJson(String text) {
        if (json == null || json.equals(STDOUT)) {
            return;
        }
        try {
            Files.writeString(Path.of(json), text);
        } catch (IOException | InvalidPathException e) {
            throw CommandFailedException.failed("--json: " + json + ": cannot be written (" + e + ")");
        }
    }
}
