package io.penstock.batching.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SeenRequestsTest {

    /** The fingerprint of a walk's request by its number. */
    private static long fingerprint(long number) {
        return new Random(number).nextLong();
    }

    @Test
    void requests_thatDiffer_areNotTakenForOneAnother() {
        SeenRequests seen = new SeenRequests();
        assertThat(seen.add(0)).isTrue();
        for (int i = 0; i < 1_000_000; i++) {
            assertThat(seen.add(fingerprint(i))).isTrue();
        }
    }

    @Property(tries = 100)
    void circle_ofFewRequests_endsWithTheFirstThatComesAgain(
            @ForAll @IntRange(max = 50_000) int before, @ForAll @IntRange(min = 1, max = 4_096) int length) {
        assertThat(requestsOf(before, length)).isEqualTo(before + length);
    }

    @Property(tries = 100)
    void circle_ofAnyLength_endsBeforeTheWalkIsThreeTimesAsLong(
            @ForAll @IntRange(max = 50_000) int before, @ForAll @IntRange(min = 1, max = 50_000) int length) {
        assertThat(requestsOf(before, length)).isBetween(before + length, 3 * (before + length));
    }

    /** How many requests are made where, after some, others follow in a circle. */
    private static int requestsOf(int before, int length) {
        SeenRequests seen = new SeenRequests();
        int made = 0;
        while (seen.add(fingerprint(made < before ? made : before + (made - before) % length))) {
            made++;
        }
        return made;
    }
}
