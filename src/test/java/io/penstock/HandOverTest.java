package io.penstock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.testing.Await;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HandOverTest {

    private final Vertx vertx = Vertx.vertx();
    private final Context receiver = vertx.getOrCreateContext();
    private final List<String> events = new CopyOnWriteArrayList<>();
    private final HandOver body =
            new HandOver(receiver, chunk -> events.add("taken " + chunk), () -> events.add("ended"));

    @AfterEach
    void close() {
        Await.get(vertx.close());
    }

    @Test
    void dataAndEnd_offeredBeforeTheHandlers_waitForThem() {
        offer("a", "b");
        body.end(HttpHeaders.headers().add("x-sum", "2"));
        pass();
        assertThat(events).isEmpty();

        body.endHandler(end -> events.add("end"));
        pass();
        assertThat(events).isEmpty();
        body.handler(chunk -> events.add("data " + chunk));
        pass();

        assertThat(events).containsExactly("taken a", "data a", "taken b", "data b", "ended", "end");
        assertThat(body.trailers().get("x-sum")).isEqualTo("2");
    }

    @Test
    void fetch_ofOne_deliversOneAndThenTheEnd() {
        listen();
        body.pause().fetch(1);
        offer("a", "b");
        body.end(HttpHeaders.headers());
        pass();
        assertThat(events).containsExactly("taken a", "data a");

        body.fetch(1);
        pass();
        assertThat(events).doesNotContain("end").contains("data b");

        body.fetch(1);
        pass();
        assertThat(events).endsWith("ended", "end");
    }

    @Test
    void pause_withinAHandler_holdsTheNextBuffer() {
        body.handler(chunk -> {
            events.add("data " + chunk);
            body.pause();
        });
        offer("a", "b");
        pass();

        assertThat(events).containsExactly("taken a", "data a");
    }

    @Test
    void failure_overtakesWhatWaits_evenWhilePaused() {
        listen();
        body.pause();
        offer("a");
        body.fail(new IllegalStateException("broken"));
        body.resume();
        offer("b");
        body.end(HttpHeaders.headers());
        pass();

        assertThat(events).containsExactly("failure broken");
    }

    @Test
    void failure_beforeItsHandler_waitsForIt() {
        body.fail(new IllegalStateException("broken"));
        body.fail(new IllegalStateException("again"));
        pass();

        listen();
        pass();

        assertThat(events).containsExactly("failure broken");
    }

    @Test
    void failure_afterTheEndWasHandled_isNotTold() {
        listen();
        body.end(HttpHeaders.headers());
        pass();

        body.fail(new IllegalStateException("late"));
        pass();

        assertThat(events).containsExactly("ended", "end");
    }

    @Test
    void handlerTakenAway_dropsTheRest() {
        listen();
        offer("a");
        pass();
        body.handler(null);
        offer("b");
        body.end(HttpHeaders.headers());
        pass();

        assertThat(events).containsExactly("taken a", "data a", "taken b", "ended", "end");
    }

    @Test
    void handlerThatThrows_getsTheNextBuffer() {
        receiver.exceptionHandler(thrown -> events.add("thrown " + thrown.getMessage()));
        body.handler(chunk -> {
            events.add("data " + chunk);
            throw new IllegalStateException(chunk.toString());
        });
        offer("a", "b");
        Await.until("both", () -> events.contains("thrown b"));

        assertThat(events).containsSubsequence("data a", "thrown a", "data b", "thrown b");
    }

    @Test
    void buffersFromAnotherThread_arriveInOrderOnTheContext() throws InterruptedException {
        Promise<Boolean> inOrder = Promise.promise();
        int[] next = {0};
        boolean[] strayed = {false};
        body.endHandler(end -> inOrder.complete(next[0] == 10_000 && !strayed[0]));
        body.handler(chunk -> {
            strayed[0] |= chunk.getInt(0) != next[0]++ || vertx.getOrCreateContext() != receiver;
        });
        Thread producer = new Thread(() -> {
            for (int i = 0; i < 10_000; i++) {
                body.offer(Buffer.buffer(4).appendInt(i));
            }
            body.end(HttpHeaders.headers());
        });
        producer.start();

        assertThat(Await.get(inOrder.future())).isTrue();
        producer.join();
    }

    @Test
    void fetch_ofANegativeNumber_isRefused() {
        assertThatThrownBy(() -> body.fetch(-1)).hasMessage("-1; expected 0 or more buffers");
    }

    private void listen() {
        body.exceptionHandler(failure -> events.add("failure " + failure.getMessage()));
        body.endHandler(end -> events.add("end"));
        body.handler(chunk -> events.add("data " + chunk));
    }

    private void offer(String... chunks) {
        for (String chunk : chunks) {
            body.offer(Buffer.buffer(chunk));
        }
    }

    /** Returns once the receiver's context has done what was asked of it before. */
    private void pass() {
        Promise<Void> passed = Promise.promise();
        receiver.runOnContext(passed::complete);
        Await.get(passed.future());
    }
}
