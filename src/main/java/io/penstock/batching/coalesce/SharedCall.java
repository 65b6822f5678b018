package io.penstock.batching.coalesce;

import io.netty.buffer.ByteBuf;
import io.penstock.error.CancelledException;
import io.penstock.error.PenstockException;
import io.penstock.error.Problem;
import io.penstock.error.TimeoutException;
import io.penstock.exchange.Answer;
import io.penstock.exchange.Exchange;
import io.penstock.exchange.Outcome;
import io.vertx.core.MultiMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A call to the upstream that others may join while it is on its way. Confined to the event loop on which it began, but for
 * what {@link OpenCall} says, {@link #left} and {@link #relieved}, which come from those of the followers.
 *
 * <p>It starts as the call of one, its leader, and mostly ends so: whatever only others need is made when the first of them
 * joins, or when a body begins that is not here at once. It is open to them until its answer turns out to be one that cannot
 * be shared, the beginning of the body is not kept any more, the body ended, something was written to the upstream since, or
 * everybody left. Then it is taken from the table; who already joined stays.
 *
 * <p>Nobody owns it. A member that leaves is forgotten, the leader too; the last one to leave ends the call at the upstream.
 */
final class SharedCall extends OpenCall implements KnownOutcome, Answer.Reader, Exchange.Cancellation {

    private final CoalescingStage stage;
    private final Exchange exchange;
    private @Nullable Leader leader;
    private @Nullable Set<Follower> followers;
    private @Nullable Answer answer;
    private @Nullable SharedFlow flow;
    private long bodyLeft;
    private boolean reading;

    /** Whether the leader has paused the answer itself. */
    private boolean paused;

    /** Whether the body passes to the leader as it comes, with nobody else to think of. */
    private boolean alone;

    /** Whether the upstream has no more to say. */
    private boolean over;

    /** A call of one. */
    SharedCall(CoalescingStage stage, Exchange exchange, Outcome outcome, long high, long low) {
        super(stage.coalescing(), high, low);
        this.stage = stage;
        this.exchange = exchange;
        this.leader = new Leader(this, outcome);
    }

    /** Sends the request. */
    void start() {
        exchange.onLeave(this);
        stage.send(exchange, this);
    }

    @Override
    void admitSoon() {
        stage.loop().execute(this::admitArrived);
    }

    @Override
    void admit(List<Follower> newcomers) {
        if (followers == null) {
            followers = new LinkedHashSet<>();
            stage.coalescing().recorder().led();
        }
        for (Follower follower : newcomers) {
            followers.add(follower);
            stage.coalescing().recorder().joined();
            exchange.alsoFor(follower.exchange());
            catchUp(follower);
        }
        if (answer != null && !over) {
            flow().pace();
            read();
        }
    }

    /** Hands on what came before one joined. */
    private void catchUp(Follower follower) {
        if (answer != null) {
            follower.head(answer);
            if (flow != null) {
                flow.body().add(follower);
            }
        }
    }

    private boolean followed() {
        return followers != null && !followers.isEmpty();
    }

    /** The leader wants no answer any more, before there is one. */
    @Override
    public void cancelled(PenstockException cause) {
        if (!followed() && closeUnlessJoined()) {
            exchange.onLeave(null);
            exchange.cancel(cause);
            return;
        }
        Leader leaving = leader;
        leader = null;
        if (leaving != null) {
            leaving.outcome().failed(cause.at(exchange.origin()));
        }
    }

    /** The leader wants no more of the answer. */
    void leaderLeft() {
        Leader leaving = leader;
        leader = null;
        if (alone) {
            over = true;
            answer().cancel();
        } else {
            left(leaving);
        }
    }

    @Override
    void left(Follower follower) {
        stage.loop().execute(() -> {
            // It may have left before the call was told of it.
            admitArrived();
            if (followers != null && followers.remove(follower)) {
                left((Member) follower);
            }
        });
    }

    private void left(@Nullable Member member) {
        if (flow != null && member != null) {
            flow.remove(member);
        }
        if (leader == null && !followed() && closeUnlessJoined()) {
            giveUp();
        }
    }

    /** Breaks off the answer of one who is further behind than may be. */
    void cut(Member slow, long most) {
        PenstockException failure = new TimeoutException(
                        Problem.CALLER_TOO_SLOW, "more than " + most + " bytes behind the others who share the answer")
                .at(exchange.origin());
        stage.coalescing().recorder().cutLoose();
        if (slow == leader) {
            leader = null;
            slow.broken(failure);
        } else if (followers != null && slow instanceof Follower follower) {
            followers.remove(follower);
            follower.cut(failure);
        }
        if (flow != null) {
            flow.remove(slow);
        }
    }

    /** Ends the call at the upstream. */
    private void giveUp() {
        boolean ended = over;
        over = true;
        if (flow != null) {
            flow.release();
        }
        if (answer != null) {
            answer.cancel();
        } else if (!ended) {
            exchange.onLeave(null);
            exchange.cancel(new CancelledException(Problem.CANCELLED, "all callers left"));
        }
    }

    // What the upstream says.

    @Override
    public boolean hasCome() {
        return over || answer != null;
    }

    @Override
    public void failed(PenstockException failure) {
        if (over) {
            return;
        }
        over = true;
        exchange.onLeave(null);
        close();
        if (followers != null) {
            followers.forEach(follower -> follower.failed(failure));
        }
        if (leader != null) {
            leader.outcome().failed(failure);
        }
    }

    @Override
    public void answered(Answer arrived) {
        if (over) {
            arrived.cancel();
            return;
        }
        exchange.onLeave(null);
        if (!Shareable.test(arrived, stage.rules().ignored())) {
            disband(arrived);
            return;
        }
        bodyLeft = BodyLength.of(arrived);
        if (followers != null) {
            followers.forEach(follower -> follower.head(arrived));
        }
        answer = arrived;
        if (leader != null) {
            leader.outcome().answered(leader);
        }
        if (!over && (followed() || leader == null)) {
            read();
        }
    }

    /** The leader alone gets the answer, and the others ask for themselves. */
    private void disband(Answer arrived) {
        over = true;
        close();
        if (followers != null) {
            stage.coalescing().recorder().unshared(followers.size());
            followers.forEach(Follower::goAlone);
        }
        if (leader == null) {
            arrived.cancel();
        } else {
            leader.outcome().answered(arrived);
        }
    }

    @Override
    public void data(ByteBuf chunk) {
        if (over) {
            chunk.release();
            return;
        }
        boolean whole = bodyLeft == chunk.readableBytes();
        bodyLeft -= bodyLeft == BodyLength.UNKNOWN ? 0 : chunk.readableBytes();
        if (whole && flow == null && !followed() && leader != null && leader.reads()) {
            // It ends before anybody could join: nothing of it need be kept.
            close();
            alone = !followed();
        }
        if (alone) {
            leader().data(chunk);
        } else {
            keep(chunk);
        }
    }

    private void keep(ByteBuf chunk) {
        boolean counted = flow().body().tryKeepBeginning(chunk);
        if (!counted) {
            close();
            flow().body().dropBeginning();
            flow().pace();
        }
        if (alone) {
            leader().data(chunk);
        } else {
            flow().data(chunk, counted);
        }
    }

    private SharedFlow flow() {
        SharedFlow flowing = flow;
        if (flowing == null) {
            SharedBody body =
                    new SharedBody(stage.coalescing().held(), stage.rules().buffer(), leader);
            flowing = new SharedFlow(this, answer(), body, stage.rules(), exchange.wheel(), paused);
            flow = flowing;
            if (followers != null) {
                followers.forEach(body::add);
            }
        }
        return flowing;
    }

    /** From now on what comes is the leader's alone, who has all that came before. */
    void passOn() {
        alone = true;
        flow = null;
    }

    @Override
    public void burstEnd() {
        if (leader != null) {
            leader.burstEnd();
        }
    }

    @Override
    public void end(MultiMap trailers) {
        if (endsFlow()) {
            flow().end(trailers);
        } else if (leader != null) {
            leader.end(trailers);
        }
    }

    @Override
    public void broken(PenstockException failure) {
        if (endsFlow()) {
            flow().broken(failure);
        } else if (leader != null) {
            leader.broken(failure);
        }
    }

    /** Notes the end; says whether there are others than a leader who has all that came, or one who has yet to read it. */
    private boolean endsFlow() {
        if (over) {
            return false;
        }
        if (!alone) {
            close();
        }
        over = true;
        return flow != null || followed() || (leader != null && !leader.reads());
    }

    // What the leader says.

    void leaderReads() {
        if (flow != null) {
            flow.serve(leader());
        }
        read();
    }

    void leaderPaused() {
        if (flow == null && !followed()) {
            paused = true;
            answer().pause();
        } else {
            flow().pace();
        }
    }

    void leaderResumed() {
        if (flow == null && !followed()) {
            paused = false;
            answer().resume();
        } else {
            flow().serve(leader());
        }
    }

    @Override
    void relieved(Follower follower) {
        stage.loop().execute(() -> {
            follower.relieved();
            if (flow != null && followers != null && followers.contains(follower)) {
                flow.serve(follower);
            }
        });
    }

    private void read() {
        if (!reading) {
            reading = true;
            answer().read(this);
        }
    }

    /** The answer that came. */
    Answer answer() {
        if (answer == null) {
            throw new IllegalStateException("an answer is only handed on once it has arrived");
        }
        return answer;
    }

    private Leader leader() {
        if (leader == null) {
            throw new IllegalStateException("a call without followers has a leader");
        }
        return leader;
    }
}
