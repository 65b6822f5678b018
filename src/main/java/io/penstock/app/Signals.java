package io.penstock.app;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * The signals that end a program. A shutdown hook would not do: while hooks run, the JVM ignores every further signal, and
 * its exit code cannot be chosen.
 *
 * <p>The JDK's only way to signals is {@code sun.misc.Signal} of the module {@code jdk.unsupported}. It is reached by
 * reflection, since the compiler warns of it whatever one does, and since a trimmed runtime may lack it.
 */
enum Signals {
    HUP(1),
    INT(2),
    TERM(15);

    private final int number;

    Signals(int number) {
        this.number = number;
    }

    /** The exit code of a program that this signal ended, as shells show it. */
    int exitCode() {
        return 128 + number;
    }

    /**
     * Runs the action, on a thread of its own, each time that this signal arrives. Leaves the signal to the JVM where it
     * cannot be had: on a system that does not know it, or with {@code -Xrs}. One that the process was started to ignore,
     * as by {@code nohup}, stays ignored.
     *
     * @return whether the signal was had
     */
    boolean handle(Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            MethodHandle run = MethodHandles.publicLookup()
                    .findVirtual(Runnable.class, "run", MethodType.methodType(void.class))
                    .bindTo(action);
            Object handling =
                    MethodHandleProxies.asInterfaceInstance(handler, MethodHandles.dropArguments(run, 0, signal));
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name()), handling);
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }
}
