package io.penstock.batching.coalesce;

import io.netty.buffer.ByteBuf;
import io.penstock.error.PenstockException;
import io.vertx.core.MultiMap;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The part of an answer's body that somebody has still to read, or may come to read. Confined to the event loop of its call.
 *
 * <p>A list of pieces in which each member has a place of its own. While the beginning is kept nothing leaves the list, so
 * that who joins reads from the first byte. After that a piece leaves it once the slowest has read it, and the list is as
 * long as the slowest is behind. One bound holds for both: the beginning that is kept is no longer than it, and when the
 * slowest is so far behind the upstream is held back. The bound is lower while memory is short, and beyond what the process
 * may keep in memory it is {@value #LEAST} at most.
 *
 * <p>A piece counts with its bytes and {@value #PER_PIECE} more, for an upstream that sends byte by byte.
 */
final class SharedBody {

    static final int PER_PIECE = 512;
    static final long LEAST = 256 * 1024;

    private final HeldBytes heldBytes;
    private final long bound;
    private final Set<Follower> followers = new LinkedHashSet<>();
    private @Nullable Leader leader;
    private @Nullable Piece first;
    private @Nullable Piece last;
    private boolean keepsBeginning = true;
    private boolean servingLeader;
    private boolean ended;
    private long total;
    private long kept;
    private @Nullable MultiMap trailers;
    private @Nullable PenstockException failure;

    /** Some bytes of the body, and those that follow. */
    static final class Piece {

        private final ByteBuf bytes;
        private final long end;
        private @Nullable Piece next;

        Piece(ByteBuf bytes, long end) {
            this.bytes = bytes;
            this.end = end;
        }

        private long weight() {
            return weightOf(bytes);
        }

        private static long weightOf(ByteBuf bytes) {
            return (long) bytes.readableBytes() + PER_PIECE;
        }
    }

    /** An empty one, for a leader that may be gone already. */
    SharedBody(HeldBytes heldBytes, long bound, @Nullable Leader leader) {
        this.heldBytes = heldBytes;
        this.bound = bound;
        this.leader = leader;
    }

    /** Lets one read from the first byte, which must still be here. */
    void add(Follower follower) {
        follower.at = first;
        followers.add(follower);
        serve(follower);
    }

    /** Forgets one who left. */
    void remove(Member member) {
        if (member == leader) {
            leader = null;
        } else {
            followers.remove((Follower) member);
        }
        // What it has not read may be gone soon.
        member.at = null;
        member.ended = true;
        trim();
    }

    /** Takes the place that these bytes need, where all from the beginning can be kept with them; says whether it can. */
    boolean tryKeepBeginning(ByteBuf bytes) {
        long weight = Piece.weightOf(bytes);
        return keepsBeginning && kept + weight <= heldBytes.scaled(bound) && heldBytes.tryTake(weight);
    }

    /** Keeps the beginning no longer. */
    void dropBeginning() {
        keepsBeginning = false;
        trim();
    }

    /**
     * Adds bytes, which belong to it from now on, and hands them to all who take them.
     *
     * @param counted whether their place was taken already
     */
    void data(ByteBuf bytes, boolean counted) {
        long weight = Piece.weightOf(bytes);
        if (!counted) {
            heldBytes.take(weight);
        }
        kept += weight;
        total += weight;
        Piece piece = new Piece(bytes, total);
        if (last == null) {
            first = piece;
        } else {
            last.next = piece;
        }
        last = piece;
        for (Follower follower : followers) {
            offer(follower, piece);
        }
        Leader own = leader;
        if (own != null) {
            offer(own, piece);
        }
        trim();
    }

    private void offer(Member member, Piece piece) {
        if (member.at == null) {
            member.at = piece;
        }
        serve(member);
    }

    /** All came. */
    void end(MultiMap last) {
        trailers = last;
        finish();
    }

    /** No more comes, and it is not whole. */
    void broken(PenstockException cause) {
        failure = cause;
        finish();
    }

    private void finish() {
        ended = true;
        dropBeginning();
        followers.forEach(this::serve);
        serveLeader();
        trim();
    }

    /** Hands on what a member has not read, as far as it takes it. */
    void serve(Member member) {
        if (member == leader) {
            serveLeader();
        } else {
            handOver(member);
        }
    }

    /** The leader may pause, resume and leave while it is served. */
    private void serveLeader() {
        Leader own = leader;
        if (own != null && !servingLeader) {
            servingLeader = true;
            try {
                handOver(own);
            } finally {
                servingLeader = false;
            }
        }
    }

    private void handOver(Member member) {
        Piece piece = member.at;
        while (piece != null && member.ready()) {
            member.at = piece.next;
            member.taken = piece.end;
            member.data(piece.bytes.retainedDuplicate());
            piece = member.at;
        }
        if (ended && member.at == null && !member.ended && member.ready()) {
            PenstockException cause = failure;
            if (cause != null) {
                member.broken(cause);
            } else if (trailers != null) {
                member.end(trailers);
            }
            member.ended = true;
        }
    }

    /** Lets go of what nobody has still to read. */
    void trim() {
        if (keepsBeginning) {
            return;
        }
        long slowest = total - behind();
        Piece piece = first;
        while (piece != null && piece.end <= slowest) {
            release(piece);
            piece = piece.next;
        }
        first = piece;
        if (piece == null) {
            last = null;
        }
    }

    private void release(Piece piece) {
        kept -= piece.weight();
        heldBytes.giveBack(piece.weight());
        piece.bytes.release();
    }

    /** Lets go of everything. */
    void release() {
        for (Piece piece = first; piece != null; piece = piece.next) {
            release(piece);
        }
        first = null;
        last = null;
    }

    /** By how much the slowest is behind. */
    long behind() {
        Leader own = leader;
        long least = own == null || own.ended ? total : own.taken;
        for (Follower follower : followers) {
            least = Math.min(least, follower.ended ? total : follower.taken);
        }
        return total - least;
    }

    /** Whether somebody takes more at present. */
    boolean anyoneReady() {
        Leader own = leader;
        return (own != null && own.ready()) || followers.stream().anyMatch(Member::ready);
    }

    /** Whether the slowest is as far behind as it may be. */
    boolean full() {
        return !keepsBeginning && behind() >= bound();
    }

    /** By how much one may be behind at present. */
    long bound() {
        long most = heldBytes.scaled(bound);
        return heldBytes.exhausted() ? Math.min(LEAST, most) : most;
    }

    /** Who is as far behind as one may be. */
    Set<Member> slow() {
        Set<Member> slow = new LinkedHashSet<>();
        long most = bound();
        for (Follower follower : followers) {
            if (!follower.ended && total - follower.taken >= most) {
                slow.add(follower);
            }
        }
        Leader own = leader;
        if (own != null && !own.ended && total - own.taken >= most) {
            slow.add(own);
        }
        return slow;
    }

    /** Whether the leader alone reads, and has all that came. */
    boolean idle() {
        return !keepsBeginning && followers.isEmpty() && leader != null && leader.reads() && leader.at == null;
    }
}
