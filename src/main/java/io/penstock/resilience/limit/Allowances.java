package io.penstock.resilience.limit;

import java.util.List;

/** Several allowances as one: the units are taken from all of them, or from none. Thread-safe as they are. */
final class Allowances implements Allowance {

    private final Allowance[] all;

    Allowances(List<Allowance> all) {
        this.all = all.toArray(Allowance[]::new);
    }

    @Override
    public long tryTake(int units, long nowNanos) {
        for (int i = 0; i < all.length; i++) {
            long wait = all[i].tryTake(units, nowNanos);
            if (wait > 0) {
                giveBackFirst(i, units, nowNanos);
                return wait;
            }
        }
        return 0;
    }

    @Override
    public void giveBack(int units, long takenNanos) {
        giveBackFirst(all.length, units, takenNanos);
    }

    private void giveBackFirst(int count, int units, long takenNanos) {
        for (int i = 0; i < count; i++) {
            all[i].giveBack(units, takenNanos);
        }
    }

    @Override
    public long waitNanos(long units, long nowNanos) {
        long longest = 0;
        for (Allowance each : all) {
            longest = Math.max(longest, each.waitNanos(units, nowNanos));
        }
        return longest;
    }

    @Override
    public void drainUntil(long untilNanos) {
        for (Allowance each : all) {
            each.drainUntil(untilNanos);
        }
    }

    @Override
    public boolean untouched(long nowNanos) {
        for (Allowance each : all) {
            if (!each.untouched(nowNanos)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public double available(long nowNanos) {
        double least = Double.MAX_VALUE;
        for (Allowance each : all) {
            least = Math.min(least, each.available(nowNanos));
        }
        return least;
    }
}
