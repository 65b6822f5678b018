package io.penstock.app;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;

/**
 * A command that was run in this process to its end.
 *
 * @param exitCode its exit code
 * @param out what it wrote to stdout
 * @param err what it wrote to stderr, logs apart
 */
record CommandRun(int exitCode, String out, String err) {

    static CommandRun of(String... args) {
        return of(Map.of(), args);
    }

    static CommandRun of(Map<String, String> environment, String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode =
                Main.run(new Terminal(environment, new PrintWriter(out, true), new PrintWriter(err, true)), args);
        return new CommandRun(exitCode, out.toString(), err.toString());
    }
}
