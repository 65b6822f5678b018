package io.penstock.batching.pages;

import io.netty.buffer.ByteBuf;
import io.penstock.config.PagesConfig;
import io.penstock.error.PenstockException;
import io.penstock.exchange.Answer;
import io.penstock.exchange.Exchange;
import io.penstock.exchange.MemoryPressure;
import io.penstock.exchange.Outcome;
import io.penstock.exchange.RequestBody;
import io.penstock.exchange.RouteSettings;
import io.penstock.exchange.WalkResumption;
import io.penstock.testing.FakeTicker;
import io.penstock.testing.ManualAlarm;
import io.penstock.time.DeadlineWheel;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A caller of walks in front of a source of pages, without a network. Confined to the test's thread. */
final class WalkRig implements Outcome, Answer.Reader {

    final FakeTicker ticker = new FakeTicker();
    final DeadlineWheel wheel = new DeadlineWheel(ticker, new ManualAlarm(ticker));
    final WalkBook book = new WalkBook(ticker);
    final WalkFigures figures = new WalkFigures();
    final PagedSource source;
    private final PageWalkStage stage;
    private final StringBuilder text = new StringBuilder();
    private @Nullable Exchange exchange;

    @Nullable
    Answer answer;

    @Nullable
    PenstockException failure;

    MemoryPressure.Level pressure = MemoryPressure.Level.NORMAL;
    /** The memory that the buffers with what came had. */
    long capacity;

    boolean ended;
    boolean paused;

    WalkRig(PagedSource source, PagesConfig config) {
        this(source, new PagePlan(config, null));
    }

    WalkRig(PagedSource source, PagePlan plan) {
        this.source = source;
        this.stage = new PageWalkStage(source, source, plan, book, figures, () -> pressure);
    }

    /** Asks for a walk; {@code resumption} is null where it is to begin. */
    void ask(String accept, @Nullable WalkResumption resumption) {
        ask("/things", accept, "secret", resumption);
    }

    void ask(String target, String accept, String authorization, @Nullable WalkResumption resumption) {
        text.setLength(0);
        answer = null;
        failure = null;
        ended = false;
        paused = false;
        Exchange asked = new Exchange(
                new RouteSettings("api", "GET /things", 0, 0, 0, 0, 0, 0, 0),
                wheel,
                HttpMethod.GET,
                target,
                HttpHeaders.headers().add("Accept", accept).add("Authorization", authorization),
                RequestBody.none());
        if (resumption != null) {
            asked.resumeWalk(resumption);
        }
        exchange = asked;
        stage.run(asked, this);
    }

    /** Lets everything happen that can happen. */
    void run() {
        int steps = 0;
        while (source.step()) {
            steps++;
            if (steps > 1_000_000) {
                throw new AssertionError("a million steps, and no end of them");
            }
        }
    }

    /** What came of the body. */
    String text() {
        return text.toString();
    }

    /** The lines that are whole. */
    List<String> lines() {
        String whole = text.substring(0, text.lastIndexOf("\n") + 1);
        return whole.lines().toList();
    }

    /** The walk's name. */
    String walk() {
        return Objects.requireNonNull(
                Objects.requireNonNull(answer, "an answer").headers().get("Penstock-Walk"));
    }

    void leave(PenstockException cause) {
        if (answer != null) {
            answer.cancel();
        } else {
            Objects.requireNonNull(exchange, "an exchange").cancel(cause);
        }
    }

    void pause() {
        paused = true;
        Objects.requireNonNull(answer, "an answer").pause();
    }

    void resume() {
        paused = false;
        Objects.requireNonNull(answer, "an answer").resume();
    }

    @Override
    public void answered(Answer arrived) {
        answer = arrived;
        arrived.read(this);
    }

    @Override
    public void failed(PenstockException cause) {
        failure = cause;
    }

    @Override
    public void data(ByteBuf chunk) {
        if (paused || ended || failure != null) {
            throw new AssertionError("items while paused, or after the end");
        }
        capacity += chunk.capacity();
        text.append(chunk.toString(StandardCharsets.UTF_8));
        chunk.release();
    }

    @Override
    public void end(MultiMap trailers) {
        ended = true;
    }

    @Override
    public void broken(PenstockException cause) {
        failure = cause;
    }
}
