package io.penstock.testing;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Counts what happens, by name, while it is told to. Thread-safe. */
final class Tally {

    private static final StackWalker STACK = StackWalker.getInstance();

    private final Map<String, Integer> counts = new ConcurrentHashMap<>();
    private volatile boolean counting;

    /** Counts from zero, from now on. */
    void start() {
        counts.clear();
        counting = true;
    }

    /** Counts no more. */
    void stop() {
        counting = false;
    }

    /** Counts once under the name. */
    void add(String name) {
        if (counting) {
            counts.merge(name, 1, Integer::sum);
        }
    }

    /** Counts once under the class of Penstock's that gave a task away; under the task's own where none did. */
    void addGiverOf(Object task) {
        if (counting) {
            add(STACK.walk(frames -> frames.map(StackWalker.StackFrame::getClassName)
                    .filter(name -> name.startsWith("io.penstock.") && !name.startsWith("io.penstock.testing."))
                    .findFirst()
                    .orElse(task.getClass().getName())));
        }
    }

    /** The counts so far. */
    Map<String, Integer> counts() {
        return new TreeMap<>(counts);
    }
}
