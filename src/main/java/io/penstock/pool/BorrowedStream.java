package io.penstock.pool;

import io.netty.buffer.ByteBuf;
import io.penstock.exchange.Mailbox;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpVersion;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A stream on a link of another event loop, the lender's. Commands hop there and events hop back, each in order. Confined
 * to the borrower's loop, but for the events that come from the link.
 *
 * <p>Events wait in a {@link Mailbox} that is emptied in one task, so that an answer that came in one turn costs one hop. It is
 * bounded: where its bytes are not taken, the stream over there is held back. To hold an answer back it is thus enough to
 * leave the box alone. Likewise a part of the request's body is asked for only once the one before it was taken over there.
 */
final class BorrowedStream implements LinkStream, LinkStream.Events {

    private final Executor lender;
    private final Executor borrower;
    private final Events events;
    private final Mailbox mailbox = new Mailbox();
    private boolean writable;
    private boolean held = true;
    private boolean emptying;
    private boolean over;
    private boolean cut;

    /** The stream over there. Touched on the lender's loop only. */
    private @Nullable LinkStream lent;

    private BorrowedStream(Executor lender, Executor borrower, Events events) {
        this.lender = lender;
        this.borrower = borrower;
        this.events = events;
    }

    /** Opens a request on a link of the lender's loop, from the borrower's. Breaks it where the head cannot be sent. */
    static LinkStream open(Link link, Executor lender, RequestHead head, Executor borrower, Events events) {
        BorrowedStream stream = new BorrowedStream(lender, borrower, events);
        lender.execute(() -> stream.openThere(link, head));
        return stream;
    }

    private void openThere(Link link, RequestHead head) {
        LinkStream opened;
        try {
            opened = link.open(head, this);
        } catch (RuntimeException e) {
            broken(e, true);
            return;
        }
        lent = opened;
        // What it holds back stands in the mailbox.
        opened.resume();
        opened.flush();
        if (opened.writable()) {
            drained();
        }
    }

    private void there(Consumer<LinkStream> command) {
        lender.execute(() -> {
            LinkStream stream = lent;
            if (stream != null) {
                command.accept(stream);
            }
        });
    }

    @Override
    public void write(Buffer chunk) {
        if (!cut) {
            writable = false;
            there(stream -> {
                stream.write(chunk);
                stream.flush();
                if (stream.writable()) {
                    drained();
                }
            });
        }
    }

    @Override
    public void flush() {
        // Each part is flushed over there.
    }

    @Override
    public void end() {
        if (!cut) {
            there(LinkStream::end);
        }
    }

    @Override
    public boolean writable() {
        return writable;
    }

    @Override
    public void pause() {
        held = true;
    }

    @Override
    public void resume() {
        held = false;
        if (!over && !emptying && mailbox.claim()) {
            borrower.execute(this::empty);
        }
    }

    @Override
    public boolean bursting() {
        return emptying;
    }

    @Override
    public void reset() {
        over = true;
        cut = true;
        mailbox.close();
        there(LinkStream::reset);
    }

    private void empty() {
        emptying = true;
        boolean burst = false;
        try {
            Object next;
            while ((next = mailbox.take(held)) != null) {
                deliver(next);
                burst = true;
            }
        } finally {
            emptying = false;
        }
        if (burst && !over) {
            events.burstEnd();
        }
        if (!over && mailbox.relieved()) {
            there(LinkStream::resume);
        }
    }

    private void deliver(Object event) {
        if (event instanceof ByteBuf bytes) {
            events.data(bytes);
        } else if (event instanceof MultiMap trailers) {
            over = true;
            events.end(trailers);
        } else {
            ((Runnable) event).run();
        }
    }

    /** Puts an event into the box, on the lender's loop. */
    private void post(Object event) {
        if (mailbox.put(event)) {
            borrower.execute(this::empty);
        }
    }

    @Override
    public void proceed() {
        post((Runnable) events::proceed);
    }

    @Override
    public void head(HttpVersion version, int status, MultiMap headers) {
        post((Runnable) () -> events.head(version, status, headers));
    }

    @Override
    public void data(ByteBuf chunk) {
        post(chunk);
        if (lent != null && mailbox.overfull()) {
            lent.pause();
        }
    }

    @Override
    public void burstEnd() {
        // A burst here is what the box held, which may have come in several.
    }

    @Override
    public void end(MultiMap trailers) {
        post(trailers);
    }

    @Override
    public void broken(Throwable cause, boolean unhandled) {
        mailbox.dropBody();
        post((Runnable) () -> {
            over = true;
            cut = true;
            events.broken(cause, unhandled);
        });
    }

    @Override
    public void drained() {
        post((Runnable) () -> {
            writable = true;
            events.drained();
        });
    }
}
