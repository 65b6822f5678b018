package io.penstock.app;

import ch.qos.logback.classic.LoggerContext;
import io.penstock.error.ConfigurationException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ScopeType;

/**
 * The program {@code penstock}. Results of commands go to stdout, logs and errors to stderr.
 *
 * <p>Exit codes: 0 done, or stopped in order; 1 failed; 2 wrong usage or configuration; 128 and the signal's number where
 * a signal ended calls in flight.
 */
@Command(
        name = "penstock",
        description = "An outbound gateway between your programs and the HTTP APIs they depend on but do not control.",
        versionProvider = Versions.class,
        scope = ScopeType.INHERIT,
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false,
        usageHelpAutoWidth = true,
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        optionListHeading = "%nOptions:%n")
public final class Main {

    private static final String ALLOCATOR = "io.netty.allocator.type";

    private Main() {}

    /** Runs a command and ends the virtual machine with its exit code. */
    public static void main(String[] args) {
        // The allocator that tells what is in use, unless the command line names another; read when Netty is first
        // used.
        if (System.getProperty(ALLOCATOR) == null) {
            System.setProperty(ALLOCATOR, "pooled");
        }
        int exitCode = run(Terminal.ofProcess(), args);
        flushLogs();
        System.exit(exitCode);
    }

    /** Runs a command on the calling thread; returns its exit code. */
    static int run(Terminal terminal, String... args) {
        CommandLine program = new CommandLine(new Main());
        Map<String, Supplier<Object>> commands = commands(terminal);
        // Reading what a command declares takes a tenth of a start: the one that is named is enough.
        if (args.length > 0 && commands.containsKey(args[0])) {
            commands.keySet().retainAll(Set.of(args[0]));
        }
        commands.forEach((name, command) -> program.addSubcommand(name, command.get()));
        // Known to the commands that have been added by now.
        return program.registerConverter(Duration.class, new DurationConverter())
                .setOut(terminal.out())
                .setErr(terminal.err())
                .setParameterExceptionHandler((misuse, given) -> hint(misuse))
                .setExecutionExceptionHandler((failure, command, parsed) -> explain(terminal, failure))
                .execute(args);
    }

    private static Map<String, Supplier<Object>> commands(Terminal terminal) {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("serve", () -> new ServeCommand(terminal));
        commands.put("demo", () -> new DemoCommand(terminal));
        commands.put("validate", () -> new ValidateCommand(terminal));
        commands.put("doctor", () -> new DoctorCommand(terminal));
        commands.put("token", () -> TokenCommand.of(terminal));
        commands.put("load-test", () -> new LoadTestCommand(terminal));
        commands.put("version", () -> new VersionCommand(terminal));
        commands.put("rehearse", () -> new RehearseCommand(terminal));
        return commands;
    }

    /** Writes what the queue of the asynchronous log still holds; nothing can be logged after it. */
    static void flushLogs() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.stop();
        }
    }

    private static int hint(CommandLine.ParameterException misuse) {
        CommandLine command = misuse.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("penstock: " + misuse.getMessage());
        CommandLine.UnmatchedArgumentException.printSuggestions(misuse, err);
        err.println("Run '" + command.getCommandSpec().qualifiedName() + " --help' for what there is.");
        return CommandLine.ExitCode.USAGE;
    }

    private static int explain(Terminal terminal, Exception failure) {
        if (failure instanceof ConfigurationException invalid) {
            terminal.complain(invalid.detail());
            return CommandLine.ExitCode.USAGE;
        }
        if (failure instanceof CommandFailedException failed) {
            terminal.complain(String.valueOf(failed.getMessage()));
            return failed.exitCode();
        }
        terminal.complain("this is a defect, please report it:");
        failure.printStackTrace(terminal.err());
        return CommandLine.ExitCode.SOFTWARE;
    }
}
