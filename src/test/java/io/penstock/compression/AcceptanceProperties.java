package io.penstock.compression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.penstock.config.CompressionConfig.Coding;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.ToIntFunction;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/** What is chosen is what RFC 9110, section 12.5.3, says of the weights, however they are written. */
class AcceptanceProperties {

    private static final List<Coding> ALL = List.of(Coding.values());
    private static final List<String> NAMES = List.of("zstd", "br", "gzip", "deflate", "identity", "*", "compress");

    @Property
    void of_anyWeights_takesTheHighestThatIsOffered(
            @ForAll("weights") Map<String, Integer> weights, @ForAll long seed) {
        Random random = new Random(seed);
        List<Coding> offered = offered(random);

        Acceptance accepted = Acceptance.of(written(weights, random), offered);

        assertThat(accepted.coding()).isEqualTo(expected(weights, offered));
        int bare = weights.getOrDefault("identity", weights.getOrDefault("*", 1));
        assertThat(accepted.identityRefused()).isEqualTo(bare == 0);
    }

    @Property
    void of_anyText_neitherFailsNorTakesWhatIsNotNamed(@ForAll String text) {
        assertThatCode(() -> Acceptance.of(text, ALL)).doesNotThrowAnyException();
        Coding taken = Acceptance.of(text, ALL).coding();
        if (taken != null) {
            assertThat(text.toLowerCase(Locale.ROOT)).containsAnyOf(taken.token(), "*");
        }
    }

    @Provide
    Arbitrary<Map<String, Integer>> weights() {
        return Arbitraries.maps(
                        Arbitraries.of(NAMES),
                        Arbitraries.oneOf(
                                Arbitraries.of(0, 500, 1_000),
                                Arbitraries.integers().between(0, 1_000)))
                .ofMaxSize(NAMES.size());
    }

    private static List<Coding> offered(Random random) {
        List<Coding> offered = new ArrayList<>(ALL);
        Collections.shuffle(offered, random);
        return offered.subList(0, random.nextInt(ALL.size() + 1));
    }

    private static String written(Map<String, Integer> weights, Random random) {
        List<String> members = new ArrayList<>();
        weights.forEach((name, weight) -> members.add(member(name, weight, random)));
        Collections.shuffle(members, random);
        return String.join(random.nextBoolean() ? "," : " ,  ", members);
    }

    private static String member(String name, int weight, Random random) {
        String cased = random.nextBoolean() ? name.toUpperCase(Locale.ROOT) : name;
        if (weight == 1_000 && random.nextBoolean()) {
            return cased;
        }
        String exact = String.format(Locale.ROOT, "%d.%03d", weight / 1_000, weight % 1_000);
        String shorter = weight % 10 == 0 ? exact.substring(0, 4) : exact;
        return cased + (random.nextBoolean() ? ";q=" : " ; Q=") + (weight == 0 && random.nextBoolean() ? "0" : shorter);
    }

    private static @Nullable Coding expected(Map<String, Integer> weights, List<Coding> offered) {
        ToIntFunction<Coding> worth = coding -> weights.getOrDefault(coding.token(), weights.getOrDefault("*", 0));
        int best = offered.stream().mapToInt(worth).max().orElse(0);
        if (best == 0 || weights.getOrDefault("identity", 0) > best) {
            return null;
        }
        return offered.stream()
                .filter(coding -> worth.applyAsInt(coding) == best)
                .findFirst()
                .orElseThrow();
    }
}
