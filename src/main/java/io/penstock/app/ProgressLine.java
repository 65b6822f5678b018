package io.penstock.app;

import io.penstock.loadtest.LoadTest;
import java.io.Console;
import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;

/** Shows on stderr how a load test goes: in one line that changes on a terminal, else in a line every few seconds. */
final class ProgressLine implements LoadTest.Progress {

    private static final int EVERY = 5;

    private final PrintWriter err;
    private final boolean live;
    private int width;
    private int shown;

    /** Lines for the terminal. */
    ProgressLine(Terminal terminal) {
        this(terminal.err(), onTerminal());
    }

    ProgressLine(PrintWriter err, boolean live) {
        this.err = err;
        this.live = live;
    }

    @Override
    public void show(String line) {
        if (live) {
            overwrite(line);
            err.flush();
        } else if (++shown % EVERY == 0) {
            err.println(line);
        }
    }

    @Override
    public void tell(String line) {
        if (live) {
            overwrite(line);
            err.println();
            width = 0;
        } else {
            shown = 0;
            err.println(line);
        }
    }

    private void overwrite(String line) {
        err.print("\r" + line + " ".repeat(Math.max(0, width - line.length())));
        width = line.length();
    }

    @SuppressWarnings("SystemConsoleNull")
    private static boolean onTerminal() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            // Since Java 22 there is a console without a terminal, too.
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (IllegalAccessException | InvocationTargetException e) {
            return false;
        }
    }
}
