package io.penstock.pool;

import io.penstock.testing.Await;
import io.penstock.testing.RawClient;
import io.penstock.testing.TestGateway;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Many callers at once, each on a thread and a connection of its own. */
final class Callers {

    /** Makes one call; the number is different for each. */
    @FunctionalInterface
    interface Call {

        void make(RawClient caller, int number) throws Exception;
    }

    private Callers() {}

    /** Makes so many calls over so many callers; fails where one of them failed. */
    static void make(TestGateway gateway, int callers, int calls, Call call) {
        AtomicInteger next = new AtomicInteger();
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        CountDownLatch done = new CountDownLatch(callers);
        for (int i = 0; i < callers; i++) {
            Thread thread = new Thread(
                    () -> {
                        try (RawClient caller = gateway.connect()) {
                            for (int n = next.getAndIncrement(); n < calls; n = next.getAndIncrement()) {
                                call.make(caller, n);
                            }
                        } catch (Exception | AssertionError e) {
                            failures.add(e);
                            next.set(calls);
                        } finally {
                            done.countDown();
                        }
                    },
                    "caller-" + i);
            thread.setDaemon(true);
            thread.start();
        }
        Await.until("all callers are done", Await.DEADLINE.multipliedBy(3), () -> done.getCount() == 0);
        if (!failures.isEmpty()) {
            throw new AssertionError(failures.size() + " callers failed", failures.get(0));
        }
    }
}
