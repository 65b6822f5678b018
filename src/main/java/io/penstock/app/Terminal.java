package io.penstock.app;

import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Map;

/**
 * What a command has besides its arguments.
 *
 * @param environment the environment variables
 * @param out for results, flushed with each line
 * @param err for errors, flushed with each line
 */
record Terminal(Map<String, String> environment, PrintWriter out, PrintWriter err) {

    /** That of this process. */
    static Terminal ofProcess() {
        Charset charset = Charset.forName(System.getProperty("native.encoding"));
        return new Terminal(
                System.getenv(),
                new PrintWriter(System.out, true, charset),
                new PrintWriter(System.err, true, charset));
    }

    void say(String line) {
        out.println(line);
    }

    void complain(String message) {
        err.println("penstock: " + message);
    }
}
