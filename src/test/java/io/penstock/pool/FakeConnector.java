package io.penstock.pool;

import io.penstock.error.NetworkException;
import io.penstock.error.PenstockException;
import io.penstock.error.Problem;
import io.penstock.time.Deadline;
import io.penstock.time.DeadlineWheel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Dials that end as a test says, or time out. */
final class FakeConnector implements Connector {

    static final PenstockException REFUSED =
            new NetworkException(Problem.CONNECTION_REFUSED, "upstream refused the connection", true);

    final List<FakeDial> pending = new ArrayList<>();
    final List<FakeLink> links = new ArrayList<>();
    private final DeadlineWheel wheel;
    private final Executor loop;
    private int streams = 1;
    private int dials;
    private @Nullable PenstockException failure;

    FakeConnector(DeadlineWheel wheel, Executor loop) {
        this.wheel = wheel;
        this.loop = loop;
    }

    /** Makes the connections that follow such of HTTP/2, with so many streams. */
    void multiplex(int newStreams) {
        streams = newStreams;
    }

    /** Lets every further dial fail before it returns; null lets them hang again until the test ends them. */
    void failAtOnce(@Nullable PenstockException with) {
        failure = with;
    }

    /** The connections that are open. */
    List<FakeLink> alive() {
        return links.stream().filter(FakeLink::alive).toList();
    }

    /** How many dials were started. */
    int dials() {
        return dials;
    }

    /** Lets the oldest dial in the air succeed. */
    FakeLink open() {
        return pending.get(0).open();
    }

    /** Lets the oldest dial in the air fail. */
    void fail(PenstockException with) {
        pending.get(0).fail(with);
    }

    @Override
    public void connect(long timeLimitNanos, Result result) {
        dials++;
        if (failure != null) {
            result.failed(failure);
        } else {
            pending.add(new FakeDial(timeLimitNanos, result));
        }
    }

    @Override
    public void close() {
        for (FakeDial dial : List.copyOf(pending)) {
            dial.fail(REFUSED);
        }
    }

    /** One dial in the air. */
    final class FakeDial {

        private final Result result;
        private final Deadline limit;

        FakeDial(long timeLimitNanos, Result result) {
            this.result = result;
            this.limit = wheel.schedule(timeLimitNanos, () -> fail(Failures.timeout("upstream")));
        }

        FakeLink open() {
            end();
            FakeLink link = new FakeLink(loop, streams);
            links.add(link);
            result.opened(link);
            return link;
        }

        void fail(PenstockException with) {
            end();
            result.failed(with);
        }

        private void end() {
            limit.cancel();
            pending.remove(this);
        }
    }
}
