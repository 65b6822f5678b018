package io.penstock.pool;

import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one scope that a gate holds back, in the order in which they will be sent. One of them at a time, the first,
 * asks for a connection and then for its permit; it stands in the queue like any other call meanwhile, and is not counted
 * here. Guarded by the {@link Ledger}.
 */
final class HeldLine {

    private final Object scope;
    private final TreeSet<Waiter> calls = new TreeSet<>(Waiter.ORDER);
    private final int[] byUrgency = new int[Waiter.URGENCIES];
    private @Nullable Waiter asking;

    HeldLine(Object scope) {
        this.scope = scope;
    }

    Object scope() {
        return scope;
    }

    void add(Waiter call) {
        if (calls.add(call)) {
            byUrgency[call.urgency]++;
        }
    }

    boolean remove(Waiter call) {
        boolean removed = calls.remove(call);
        if (removed) {
            byUrgency[call.urgency]--;
        }
        return removed;
    }

    /** The call that asks next, from now on; null where one does already, or nobody is left. */
    @Nullable
    Waiter nextToAsk() {
        if (asking != null || calls.isEmpty()) {
            return null;
        }
        Waiter first = calls.first();
        remove(first);
        asking = first;
        return first;
    }

    /** Notes that the call asks no more; true where it was the one that did. */
    boolean asked(Waiter call) {
        boolean did = asking == call;
        if (did) {
            asking = null;
        }
        return did;
    }

    boolean over() {
        return asking == null && calls.isEmpty();
    }

    /** How many will be sent before a call of this urgency that comes now, but for those that age has made more urgent. */
    int ahead(int urgency) {
        int count = asking == null ? 0 : 1;
        for (int i = 0; i <= urgency; i++) {
            count += byUrgency[i];
        }
        return count;
    }

    SortedSet<Waiter> calls() {
        return calls;
    }
}
