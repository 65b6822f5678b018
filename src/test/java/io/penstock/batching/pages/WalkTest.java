package io.penstock.batching.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.PagingStyle;
import io.penstock.error.CancelledException;
import io.penstock.error.Problem;
import io.penstock.exchange.MemoryPressure.Level;
import io.penstock.exchange.WalkResumption;
import io.penstock.testing.FakeTicker;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WalkTest {

    private static final String LINES = "application/x-ndjson";
    private final Random random = new Random(7);

    private WalkRig rig(PagingStyle style, int items, int size, String more) {
        return new WalkRig(
                new PagedSource(style, WalkProperties.items(items, random), size, random),
                WalkProperties.pages(style, more));
    }

    @Test
    void request_withoutTheAcceptOfAWalk_passesAsItIs() {
        WalkRig rig = rig(PagingStyle.CURSOR, 3, 2, "");
        rig.ask("application/json", null);
        rig.run();
        assertThat(rig.text()).startsWith("{").contains("\"total\":3");
        assertThat(rig.source.targets).containsExactly("/things");
    }

    @Test
    void events_oneForEachItemAndOneForTheEnd() {
        WalkRig rig = rig(PagingStyle.OFFSET, 2, 1, "");
        rig.ask("text/event-stream", null);
        rig.run();
        assertThat(rig.text()).matches("data: \\{\"id\":0,.*}\n\ndata: \\{\"id\":1,.*}\n\nevent: end\ndata:\n\n");
    }

    @Test
    void nextPage_namedInTheHead_isAskedForBeforeThisOneIsRead() {
        WalkRig rig = rig(PagingStyle.LINK, 10, 5, "");
        rig.ask(LINES, null);
        rig.source.step();
        assertThat(rig.source.targets).containsExactly("/things", "/things?at=5");
        assertThat(rig.answer).isNull();
        rig.run();
        assertThat(rig.lines()).isEqualTo(rig.source.items);
    }

    @Test
    void total_known_pagesAreFetchedAtTheSameTime() {
        WalkRig rig = rig(PagingStyle.PAGE, 50, 5, ", parallel: 4");
        rig.ask(LINES, null);
        rig.run();
        assertThat(rig.source.mostInFlight).isEqualTo(4);
        assertThat(rig.lines()).hasSize(50);
    }

    @Test
    void memoryPressure_elevated_hasFewerPagesFetchedAhead() {
        WalkRig rig = rig(PagingStyle.PAGE, 50, 5, ", parallel: 5");
        rig.pressure = Level.ELEVATED;
        rig.ask(LINES, null);
        rig.run();
        assertThat(rig.source.mostInFlight).isEqualTo(3);
        assertThat(rig.lines()).hasSize(50);
    }

    @Test
    void memoryPressure_high_refusesNewWalksAlone() {
        WalkRig rig = rig(PagingStyle.OFFSET, 10, 2, "");
        rig.ask(LINES, null);
        rig.pressure = Level.HIGH;
        rig.run();
        assertThat(rig.lines()).as("one that has begun").hasSize(10);

        WalkResumption resumption = new WalkResumption(rig.walk(), 4);
        rig.ask("/things", LINES, "secret", resumption);
        rig.run();
        assertThat(rig.lines()).as("one that goes on").hasSize(6);

        rig.ask("application/json", null);
        rig.run();
        assertThat(rig.text()).as("a single page").startsWith("{");

        rig.ask(LINES, null);
        assertThat(rig.failure)
                .isNotNull()
                .extracting("problem", "message")
                .containsExactly(
                        Problem.MEMORY_PRESSURE,
                        "a new page walk while memory pressure is high; expected one page, or a later try");
    }

    @Test
    void walk_cutAThousandTimes_hasEachItemOnce() {
        WalkRig rig = rig(PagingStyle.CURSOR, 20_000, 9, "");
        rig.ask(LINES, null);
        List<String> got = new ArrayList<>();
        for (int cuts = 0; cuts < 1_000; cuts++) {
            int steps = random.nextInt(60);
            while (rig.source.step() && (rig.answer == null || steps > 0)) {
                steps--;
            }
            List<String> lines = rig.lines();
            // What was sent last may not have arrived.
            got.addAll(lines.subList(0, lines.size() - random.nextInt(Math.min(5, lines.size() + 1))));
            String walk = rig.walk();
            rig.leave(new CancelledException(Problem.CANCELLED, "the caller left"));
            rig.ask(LINES, new WalkResumption(walk, got.size()));
        }
        rig.run();
        got.addAll(rig.lines());
        assertThat(rig.ended).isTrue();
        assertThat(got).isEqualTo(rig.source.items);
        assertThat(rig.figures.resumed()).isEqualTo(1_000);
        assertThat(rig.figures.left()).isEqualTo(1_000);
        assertThat(rig.figures.whole()).isEqualTo(1);
        assertThat(rig.figures.active()).isZero();
    }

    @ParameterizedTest
    @EnumSource(PagingStyle.class)
    void maxItems_areDeliveredAndNoMore(PagingStyle style) {
        for (int parallel : new int[] {1, 4}) {
            WalkRig rig = rig(style, 40, 6, ", maxItems: 15, parallel: " + parallel);
            rig.ask(LINES, null);
            rig.run();
            assertThat(rig.lines()).isEqualTo(rig.source.items.subList(0, 15));
            assertThat(rig.failure).hasMessage("15 items and more; expected at most that many (maxItems)");
            assertThat(rig.source.open).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(PagingStyle.class)
    void maxItems_exactlyAsManyAsThereAre_isNoHindrance(PagingStyle style) {
        WalkRig rig = rig(style, 18, 6, ", maxItems: 18");
        rig.ask(LINES, null);
        rig.run();
        assertThat(rig.lines()).isEqualTo(rig.source.items);
        assertThat(rig.ended).isTrue();
        assertThat(rig.figures.pages()).isGreaterThanOrEqualTo(3);
        assertThat(rig.figures.items()).isEqualTo(18);
        assertThat(rig.figures.bytes()).isEqualTo(rig.text().getBytes(StandardCharsets.UTF_8).length);
    }

    @Test
    void firstPage_thatFails_failsTheCall() {
        WalkRig rig = rig(PagingStyle.LINK, 10, 2, "");
        rig.source.failAtCall = 0;
        rig.ask(LINES, null);
        rig.run();
        assertThat(rig.answer).isNull();
        assertThat(rig.failure).isNotNull();
    }

    @Test
    void callerThatLeavesBeforeTheHead_getsItsReason() {
        WalkRig rig = rig(PagingStyle.LINK, 10, 2, "");
        rig.ask(LINES, null);
        rig.leave(new CancelledException(Problem.CANCELLED, "the caller left"));
        rig.run();
        assertThat(rig.failure).hasMessage("the caller left");
        assertThat(rig.source.open).isZero();
    }

    @Test
    void callerThatTakesNothing_holdsTheUpstreamBack() {
        WalkRig rig = rig(PagingStyle.CURSOR, 200_000, 1_000, ", readAhead: 64KiB");
        rig.ask(LINES, null);
        while (rig.answer == null) {
            rig.source.step();
        }
        rig.pause();
        rig.run();
        assertThat(rig.source.targets.size()).isBetween(1, 5);
        rig.leave(new CancelledException(Problem.CANCELLED, "the caller left"));
        assertThat(rig.source.open).isZero();
    }

    @Test
    void callerThatTakesNothing_whileItemsComeInSmallPieces_holdsUpNoMoreMemoryThanAllowed() {
        WalkRig rig = rig(PagingStyle.CURSOR, 200_000, 1_000, ", readAhead: 64KiB");
        rig.ask(LINES, null);
        while (rig.answer == null) {
            rig.source.step();
        }
        rig.pause();
        rig.run();
        long before = rig.capacity;
        int taken = rig.text().length();

        rig.resume();

        assertThat(rig.capacity - before).isBetween(1L, 2L * 64 * 1024);
        // Two pages share what is allowed, and the last buffer of each may be all but empty.
        assertThat(rig.text().length() - taken).as("what they hold").isGreaterThan(8 * 1024);
        rig.run();
        assertThat(rig.lines()).isEqualTo(rig.source.items);
    }

    @Test
    void walk_longerThanAllowed_isBroken() {
        WalkRig rig = rig(PagingStyle.CURSOR, 10, 2, ", maxPages: 3");
        rig.ask(LINES, null);
        rig.run();
        assertThat(rig.lines()).hasSize(6);
        assertThat(rig.failure).hasMessage("3 pages and more; expected at most that many (maxPages)");
    }

    @Test
    void resumption_byAnotherCallerOrOfAnotherTarget_findsNothing() {
        WalkRig rig = rig(PagingStyle.OFFSET, 10, 2, "");
        rig.ask(LINES, null);
        rig.run();
        WalkResumption resumption = new WalkResumption(rig.walk(), 4);
        rig.ask("/things", LINES, "another secret", resumption);
        assertThat(rig.failure).extracting("problem").isEqualTo(Problem.WALK_GONE);
        rig.ask("/things?x=1", LINES, "secret", resumption);
        assertThat(rig.failure).extracting("problem").isEqualTo(Problem.WALK_GONE);
        rig.ask("/things", LINES, "secret", resumption);
        rig.run();
        assertThat(rig.lines()).hasSize(6);
    }

    @Test
    void resumption_afterItsTime_findsNothing() {
        WalkRig rig = rig(PagingStyle.OFFSET, 10, 2, ", resumeFor: 1m");
        rig.ask(LINES, null);
        rig.run();
        String walk = rig.walk();
        rig.ticker.advance(Duration.ofSeconds(61));
        rig.ask(LINES, new WalkResumption(walk, 4));
        assertThat(rig.failure).extracting("problem").isEqualTo(Problem.WALK_GONE);
        assertThat(rig.book.size()).isZero();
    }

    @Test
    void resumption_afterMoreItemsThanThereAre_findsNothing() {
        WalkRig rig = rig(PagingStyle.OFFSET, 10, 2, "");
        rig.ask(LINES, null);
        rig.run();
        rig.ask(LINES, new WalkResumption(rig.walk(), 11));
        rig.run();
        assertThat(rig.failure)
                .hasMessage("the collection has 10 items; expected those received, 11, to be among them");
    }

    @Test
    void walk_thatIsRefused_takesNoPlaceOfOneThatCanGoOn() {
        WalkRig rig = rig(PagingStyle.LINK, 10, 2, "");
        rig.source.failAtCall = 0;
        rig.ask(LINES, null);
        rig.run();
        assertThat(rig.failure).isNotNull();
        assertThat(rig.book.size()).isZero();

        rig.ask(LINES, null);
        rig.run();
        assertThat(rig.lines()).hasSize(10);
        assertThat(rig.book.size()).isEqualTo(1);
    }

    @Test
    void book_keepsNoMoreWalksThanItsBound() {
        WalkBook book = new WalkBook(new FakeTicker());
        PageRequest request = new PageRequest("/things", Buffer.buffer());
        for (int i = 0; i < WalkBook.MAX_WALKS + 10; i++) {
            book.begin(new byte[1], 1).passed(new Trail.Place(0, request));
        }
        assertThat(book.size()).isEqualTo(WalkBook.MAX_WALKS);
    }

    @Test
    void book_tidied_forgetsWhatIsKeptNoLongerThoughNobodyWalks() {
        FakeTicker ticker = new FakeTicker();
        WalkBook book = new WalkBook(ticker);
        book.begin(new byte[1], 1_000).passed(new Trail.Place(0, new PageRequest("/things", Buffer.buffer())));

        ticker.advanceNanos(1_000);
        book.tidy();
        assertThat(book.size()).isEqualTo(1);
        ticker.advanceNanos(1);
        book.tidy();

        assertThat(book.size()).isZero();
    }

    @Test
    void trail_longWalk_findsAPlaceBeforeAnyItem() {
        WalkBook book = new WalkBook(new FakeTicker());
        Trail trail = book.begin(new byte[1], 1_000_000);
        for (int i = 0; i < 10_000; i++) {
            trail.passed(new Trail.Place(i * 10L, new PageRequest("/things?at=" + i, Buffer.buffer())));
        }
        for (long received : List.of(0L, 5L, 777L, 54_321L, 99_985L)) {
            WalkBook.Found found = Objects.requireNonNull(book.find(trail.id(), new byte[1], received));
            assertThat(found.place().items()).isLessThanOrEqualTo(received);
        }
        WalkBook.Found close = Objects.requireNonNull(book.find(trail.id(), new byte[1], 99_905));
        assertThat(close.place().items()).isEqualTo(99_900);
    }

    @Test
    void trail_ofAWalkThatBeganAnew_findsAPlaceBeforeAnyItem() {
        WalkBook book = new WalkBook(new FakeTicker());
        Trail trail = book.begin(new byte[1], 1_000_000);
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 500 - round; i++) {
                trail.passed(new Trail.Place(i * 10L, new PageRequest("/things?at=" + i, Buffer.buffer())));
                for (long received = 0; received < 5_000; received += 499) {
                    assertThat(book.find(trail.id(), new byte[1], received)).isNotNull();
                }
            }
        }
    }
}
