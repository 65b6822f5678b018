package io.penstock.resilience.fallback;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.DataSize;
import io.penstock.config.LastGoodConfig;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class KeptAnswersTest {

    private static final long SECOND = 1_000_000_000;

    private static final MultiMap NO_FIELDS = HttpHeaders.headers();

    private final KeptAnswers kept =
            new KeptAnswers(new LastGoodConfig(Duration.ofMinutes(1), DataSize.parse("4KiB"), DataSize.parse("1KiB")));

    @Test
    void find_ofWhatWasKept_isTheNewest() {
        kept.keep("a", answer(10, 0));
        kept.keep("a", answer(20, SECOND));

        assertThat(kept.find("a", SECOND)).isEqualTo(answer(20, SECOND));
        assertThat(kept.find("b", SECOND)).isNull();
    }

    @Test
    void find_ofWhatIsTooOld_isNothing() {
        kept.keep("a", answer(10, 0));

        assertThat(kept.find("a", 60 * SECOND)).isNotNull();
        assertThat(kept.find("a", 60 * SECOND + 1)).isNull();
        assertThat(kept.bytes()).isZero();
    }

    @Test
    void keep_beyondTheBound_givesUpWhatWasAskedForLeastRecently() {
        kept.keep("a", answer(1_000, 0));
        kept.keep("b", answer(1_000, 0));
        kept.keep("c", answer(1_000, 0));
        kept.find("a", 0);

        kept.keep("d", answer(1_000, 0));

        assertThat(kept.find("b", 0)).isNull();
        assertThat(kept.find("a", 0)).isNotNull();
        assertThat(kept.find("d", 0)).isNotNull();
        assertThat(kept.bytes()).isBetween(3_000L, 4_096L);
    }

    @Test
    void keep_ofWhatIsLargerThanAllMayBe_keepsNothing() {
        kept.keep("a", answer(10, 0));

        kept.keep("a", answer(5_000, 0));

        assertThat(kept.find("a", 0)).isNull();
        assertThat(kept.bytes()).isZero();
    }

    @Test
    void room_forAnswersOnTheirWay_isThatOfThoseThatAreKept() {
        assertThat(kept.takeRoom(3_000)).isTrue();
        assertThat(kept.takeRoom(1_097)).isFalse();
        assertThat(kept.takeRoom(1_096)).isTrue();

        kept.giveBackRoom(3_000);

        assertThat(kept.takeRoom(3_000)).isTrue();
    }

    private static Buffer body(int length) {
        return Buffer.buffer(new byte[length]);
    }

    private static KeptAnswer answer(int length, long nanos) {
        return new KeptAnswer(HttpVersion.HTTP_1_1, 200, NO_FIELDS, body(length), nanos);
    }
}
