package io.penstock.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.penstock.error.PenstockException;
import io.penstock.metrics.Retirement;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A call that asks for a lease and notes what it gets; fails where it gets more than one thing. */
final class FakeCall implements Waiter.Taker, LinkStream.Events {

    final PoolModel.Loop loop;
    private @Nullable Waiter place;
    private @Nullable Lease lease;
    private @Nullable LinkStream stream;
    private @Nullable PenstockException refusal;
    private boolean left;
    private boolean released;
    private boolean lost;

    FakeCall(PoolModel.Loop loop) {
        this.loop = loop;
    }

    FakeCall ask(boolean fresh, long maxWaitNanos) {
        place = loop.shard().acquire(fresh, maxWaitNanos, this);
        assertThat(place == null || !settled())
                .as("no place is kept by a call that was served")
                .isTrue();
        return this;
    }

    @Override
    public void leased(Lease granted) {
        assertThat(settled()).as("exactly one outcome").isFalse();
        lease = granted;
        stream = granted.open(new RequestHead(HttpMethod.GET, "/", HttpHeaders.headers(), 0), this);
    }

    @Override
    public void refused(PenstockException reason) {
        assertThat(settled()).as("exactly one outcome").isFalse();
        refusal = reason;
    }

    /** Gives the place up; only while it waits. */
    void leave() {
        if (place != null && !settled()) {
            left = true;
            loop.shard().leave(place);
        }
    }

    /** Gives the lease back, as after an answer to its end where {@code reusable}. */
    void release(boolean reusable) {
        if (lease != null) {
            released = true;
            if (stream != null) {
                stream.reset();
            }
            lease.release(reusable ? null : Retirement.RESET);
        }
    }

    boolean waits() {
        return !settled();
    }

    private boolean settled() {
        return lease != null || refusal != null || left;
    }

    boolean served() {
        return lease != null;
    }

    /** Whether it holds a lease that it has not given back. */
    boolean holds() {
        return lease != null && !released;
    }

    /** Whether the connection was lost under the lease. */
    boolean lost() {
        return lost;
    }

    @Override
    public void broken(Throwable cause, boolean unhandled) {
        lost = !released;
    }

    @Override
    public void proceed() {
        // Never comes.
    }

    @Override
    public void head(HttpVersion version, int status, MultiMap headers) {
        // See proceed.
    }

    @Override
    public void data(ByteBuf chunk) {
        // See proceed.
    }

    @Override
    public void burstEnd() {
        // See proceed.
    }

    @Override
    public void end(MultiMap trailers) {
        // See proceed.
    }

    @Override
    public void drained() {
        // There is no body.
    }

    Lease lease() {
        return Objects.requireNonNull(lease, "the call was not served");
    }

    PenstockException refusal() {
        return Objects.requireNonNull(refusal, "the call was not refused");
    }
}
