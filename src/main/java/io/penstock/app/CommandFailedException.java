package io.penstock.app;

import picocli.CommandLine;

/** A command that cannot go on, for a reason that is the user's to mend: the message is all that is shown. */
final class CommandFailedException extends RuntimeException {

    private final int exitCode;

    private CommandFailedException(int exitCode, String message) {
        super(message, null, false, false);
        this.exitCode = exitCode;
    }

    /** The arguments or the environment are wrong: exit code 2. */
    static CommandFailedException usage(String message) {
        return new CommandFailedException(CommandLine.ExitCode.USAGE, message);
    }

    /** The arguments are right, and yet it did not work: exit code 1. */
    static CommandFailedException failed(String message) {
        return new CommandFailedException(CommandLine.ExitCode.SOFTWARE, message);
    }

    int exitCode() {
        return exitCode;
    }
}
