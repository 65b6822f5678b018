package io.penstock.batching.combine;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.exchange.MemoryPressure.Level;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CombiningStageTest {

    private CombiningRig rig = new CombiningRig(2, CombiningRig.BY_KEY);

    @AfterEach
    void nothingIsLeft() {
        rig.finish();
    }

    private UpstreamCall firstCall() {
        return rig.calls.get(0);
    }

    @Test
    void one_goesAtOnceAndUnchanged() {
        Asker asker = rig.ask(0, 1, "Accept-Encoding", "gzip");

        assertThat(firstCall().exchange).isSameAs(asker.exchange);
        assertThat(rig.batches).isZero();
    }

    @Test
    void those_whoComeMeanwhile_goTogetherWhenItIsBack() {
        rig.ask(0, 1);
        Asker two = rig.ask(1, 2, "Accept-Encoding", "gzip");
        Asker three = rig.ask(0, 3);
        Asker missing = rig.ask(1, 5);
        assertThat(rig.calls).hasSize(1);

        firstCall().answer();
        assertThat(rig.targets()).containsExactly("/things/1", "/things?ids=2,3,5");
        assertThat(rig.lastCall().exchange.headers().get("Accept-Encoding")).isEqualTo("gzip, deflate");
        rig.lastCall()
                .answer("ETag", "\"1\"", "Set-Cookie", "a=b", "X-Quota", "7", "Content-Length", "999")
                .end();
        rig.settle();

        assertThat(two.told()).isEqualTo("200 " + UpstreamCall.thing(2));
        assertThat(three.told()).isEqualTo("200 " + UpstreamCall.thing(3));
        assertThat(missing.told()).isEqualTo("item-missing");
        assertThat(two.field("Content-Length"))
                .isEqualTo(Integer.toString(UpstreamCall.thing(2).length()));
        assertThat(two.field("Content-Type")).isEqualTo("application/json");
        assertThat(two.field("X-Quota")).isEqualTo("7");
        assertThat(two.field("ETag")).isNull();
        assertThat(two.field("Set-Cookie")).isNull();
        assertThat(rig.members).isEqualTo(3);
    }

    @Test
    void batch_thatComesEncoded_isDecoded() {
        rig.ask(0, 1);
        Asker two = rig.ask(0, 2);
        Asker three = rig.ask(1, 3);
        firstCall().answer();

        rig.lastCall().encoded().answer("Content-Encoding", "gzip").end();
        rig.settle();

        assertThat(two.told()).isEqualTo("200 " + UpstreamCall.thing(2));
        assertThat(three.told()).isEqualTo("200 " + UpstreamCall.thing(3));
        assertThat(three.field("Content-Encoding")).isNull();
    }

    @Test
    void batch_inAnEncodingThatWasNotAskedFor_isFollowedBySingles() {
        rig.ask(0, 1);
        rig.ask(0, 2);
        rig.ask(1, 3);
        firstCall().answer();

        rig.lastCall().answer("Content-Encoding", "br");
        rig.settle();

        assertThat(rig.targets()).containsExactly("/things/1", "/things?ids=2,3", "/things/2", "/things/3");
    }

    @Test
    void those_whoAskForTheSame_areAskedForOnce() {
        rig.ask(0, 1);
        Asker two = rig.ask(0, 2);
        rig.ask(0, 3);
        Asker again = rig.ask(1, 2);

        firstCall().answer();
        rig.lastCall().answer().end();
        rig.settle();

        assertThat(rig.targets()).containsExactly("/things/1", "/things?ids=2,3");
        assertThat(again.told()).isEqualTo(two.told()).isEqualTo("200 " + UpstreamCall.thing(2));
    }

    @Test
    void asManyAsMayBe_goWithoutWaiting() {
        rig = new CombiningRig(1, CombiningRig.BY_KEY + ", max: 2");
        for (int id = 1; id <= 5; id++) {
            rig.ask(0, id);
        }

        assertThat(rig.targets()).containsExactly("/things/1", "/things?ids=2,3", "/things?ids=4,5");
    }

    @Test
    void memoryPressure_makesBatchesSmaller() {
        rig = new CombiningRig(1, CombiningRig.BY_KEY + ", max: 4");
        rig.pressure = Level.ELEVATED;
        for (int id = 1; id <= 5; id++) {
            rig.ask(0, id);
        }

        assertThat(rig.targets()).containsExactly("/things/1", "/things?ids=2,3", "/things?ids=4,5");
    }

    @Test
    void flightThatHangs_holdsNobodyUpForLong() {
        rig.ask(0, 1);
        rig.ask(0, 2);
        rig.ask(0, 3);
        rig.advance(Duration.ofMillis(990));
        assertThat(rig.calls).hasSize(1);

        rig.advance(Duration.ofMillis(20));

        assertThat(rig.targets()).containsExactly("/things/1", "/things?ids=2,3");
    }

    @Test
    void window_gathersFromTheFirst() {
        rig = new CombiningRig(2, CombiningRig.BY_KEY + ", mode: window, window: 5ms");
        rig.ask(0, 1);
        rig.ask(1, 2);
        assertThat(rig.calls).isEmpty();

        rig.advance(Duration.ofMillis(20));

        assertThat(rig.targets()).containsExactly("/things?ids=1,2");
    }

    @ParameterizedTest
    @CsvSource({
        "If-None-Match, x",
        "If-Modified-Since, x",
        "Range, bytes=0-1",
        "If-Range, x",
        "If-Match, x",
        "If-Unmodified-Since, x",
        "Cache-Control, no-cache"
    })
    void requestForAnAnswerOfItsOwn_goesAlone(String field, String value) {
        rig.ask(0, 1);
        rig.ask(0, 2, field, value);

        assertThat(rig.targets()).containsExactly("/things/1", "/things/2");
    }

    @Test
    void otherMethods_goAlone() {
        rig.ask(0, 1);
        rig.ask(0, HttpMethod.HEAD, 2);
        rig.ask(0, HttpMethod.DELETE, 3);

        assertThat(rig.targets()).containsExactly("/things/1", "/things/2", "/things/3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Authorization", "Cookie", "Accept", "Accept-Language"})
    void requestsThatDifferInAField_areNotCombined(String field) {
        rig.ask(0, 1, field, "a");
        rig.ask(0, 2, field, "b");
        rig.ask(0, 3, field, "b");
        rig.ask(0, 4, field, "a");
        rig.calls.get(0).answer();
        rig.calls.get(1).answer();

        assertThat(rig.targets()).containsExactly("/things/1", "/things/2", "/things/4", "/things/3");
    }

    @Test
    void oneThatLeaves_isTakenOut() {
        rig.ask(0, 1);
        rig.ask(0, 2).leave();
        rig.ask(0, 3);
        rig.ask(0, 4);
        firstCall().answer();

        assertThat(rig.targets()).containsExactly("/things/1", "/things?ids=3,4");
    }

    @Test
    void lastOneThatLeaves_endsTheCall() {
        rig.ask(0, 1);
        Asker two = rig.ask(0, 2);
        Asker three = rig.ask(1, 3);
        firstCall().answer();
        UpstreamCall batch = rig.lastCall();
        two.leave();
        rig.settle();
        assertThat(batch.cancelled).isFalse();

        three.leave();
        rig.settle();

        assertThat(batch.cancelled).isTrue();
    }

    @Test
    void lastOneThatLeaves_whileTheAnswerFlows_endsIt() {
        rig.ask(0, 1);
        Asker two = rig.ask(0, 2);
        Asker three = rig.ask(1, 3);
        firstCall().answer();
        UpstreamCall batch = rig.lastCall().answer();
        two.leave();
        three.leave();
        rig.settle();

        assertThat(batch.cancelled).isTrue();
    }

    @Test
    void deadlineAndUrgency_areTheLatestAndTheMostUrgent() {
        rig.ask(0, 1);
        Asker two = rig.ask(0, 2);
        two.exchange.limitTotal(Duration.ofSeconds(1).toNanos());
        Asker three = rig.ask(0, 3, "Priority", "u=1");
        three.exchange.limitTotal(Duration.ofSeconds(7).toNanos());
        firstCall().answer();

        assertThat(rig.lastCall().exchange.totalLeftNanos())
                .isEqualTo(Duration.ofSeconds(7).toNanos());
        assertThat(rig.lastCall().exchange.urgency()).isEqualTo(1);
    }

    @Test
    void failureOfTheBatch_isEachOnesOwn() {
        rig.ask(0, 1);
        Asker two = rig.ask(0, 2);
        Asker three = rig.ask(1, 3);
        firstCall().answer();
        rig.lastCall().fail();
        rig.settle();

        assertThat(two.told()).isEqualTo("connection-lost");
        assertThat(three.told()).isEqualTo("connection-lost");
    }

    @Test
    void errorOfTheBatch_isEachOnesOwn() {
        rig.ask(0, 1);
        Asker two = rig.ask(0, 2);
        Asker three = rig.ask(1, 3);
        firstCall().answer();
        rig.lastCall().answer(503, "later", "Retry-After", "3").end();
        rig.settle();

        assertThat(two.told()).isEqualTo("503 later");
        assertThat(three.told()).isEqualTo("503 later");
        assertThat(three.field("Retry-After")).isEqualTo("3");
    }

    @Test
    void answerThatIsTooLarge_isGivenUpForSingleCalls() {
        rig = new CombiningRig(1, CombiningRig.BY_KEY + ", maxAnswer: 64KiB");
        rig.ask(0, 1);
        rig.ask(0, 2);
        rig.ask(0, 3);
        firstCall().answer();
        UpstreamCall batch = rig.lastCall().answer(200, " ".repeat(70_000));
        batch.end();

        assertThat(batch.cancelled).isTrue();
        assertThat(rig.targets()).endsWith("/things/2", "/things/3");
    }

    @Test
    void cookieOfAnItem_goesToOneCallerAlone() {
        rig = new CombiningRig(2, CombiningRig.ENVELOPE);
        rig.ask(0, 1);
        Asker two = rig.ask(0, 2);
        Asker again = rig.ask(1, 2);
        rig.ask(0, 3);
        firstCall().answer();
        rig.lastCall()
                .answer(
                        200,
                        "[{\"id\":\"0\",\"headers\":{\"Set-Cookie\":\"session=1\"},\"body\":" + UpstreamCall.thing(2)
                                + "},{\"id\":\"1\",\"body\":" + UpstreamCall.thing(3) + "}]")
                .end();
        rig.settle();

        assertThat(two.field("Set-Cookie")).isEqualTo("session=1");
        assertThat(again.answer).isNull();
        assertThat(rig.targets()).containsExactly("/things/1", "/batch", "/things/2");
        assertThat(rig.fellBack).isEqualTo(1);
    }

    @Test
    void idThatTheUpstreamWritesInAnotherWay_isAskedForAlone() {
        rig.ask(0, 1);
        Asker two = rig.ask(0, 2);
        rig.ask(0, 3);
        firstCall().answer();
        rig.lastCall()
                .answer(200, "{\"data\":[{\"id\":\"02\"}," + UpstreamCall.thing(3) + "]}")
                .end();

        assertThat(rig.targets()).endsWith("/things/2");
        assertThat(rig.fellBack).isEqualTo(1);
        assertThat(two.done()).isFalse();
    }
}
