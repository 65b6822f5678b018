package io.penstock.gateway.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StrictRequestDecoderTest {

    private static final List<HeadCorpus> CORPUS = HeadCorpus.all();

    static List<HeadCorpus> corpus() {
        return CORPUS;
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void corpus_leadsToWhatItsNameSays(HeadCorpus sample) {
        String seen = DecoderHarness.decode(sample.bytes());

        if (sample.expected().equals("ok")) {
            assertThat(seen).isNotEmpty().doesNotContain("refused", "broken");
        } else {
            assertThat(seen).startsWith("refused " + sample.expected() + " ").containsOnlyOnce("\n");
        }
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void corpus_isCutInTwoAnywhere_leadsToTheSame(HeadCorpus sample) {
        String whole = DecoderHarness.decode(sample.bytes());

        for (int cut = 1; cut < sample.bytes().length; cut++) {
            assertThat(decodeCut(sample.bytes(), List.of(cut)))
                    .as("cut at %d", cut)
                    .isEqualTo(whole);
        }
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void corpus_comesByteByByte_leadsToTheSame(HeadCorpus sample) {
        List<Integer> everywhere = new ArrayList<>();
        for (int cut = 1; cut < sample.bytes().length; cut++) {
            everywhere.add(cut);
        }

        assertThat(decodeCut(sample.bytes(), everywhere)).isEqualTo(DecoderHarness.decode(sample.bytes()));
    }

    @Property(tries = 2_000)
    void anyBytes_anyCuts_leadToTheSame(@ForAll("mutants") byte[] bytes, @ForAll("cuts") List<Integer> cuts) {
        assertThat(decodeCut(bytes, cuts)).isEqualTo(DecoderHarness.decode(bytes));
    }

    @Test
    void pipelined_decodesAllInOrder() {
        String seen = DecoderHarness.decode(sample("ok-chunks"));

        assertThat(seen).isEqualTo("""
                        POST /1 HTTP/1.1 [Host=a, Transfer-Encoding=Chunked] [\r\n ab]
                        GET /2 HTTP/1.1 [Host=a] []
                        """);
    }

    @Test
    void h2cOffered_offerIsTakenOut() {
        assertThat(DecoderHarness.decode(sample("ok-h2c-offered")))
                .isEqualTo("GET / HTTP/1.1 [Host=a, Connection=Upgrade, HTTP2-Settings] []\n");
    }

    @Test
    void brokenChunk_nothingAfterItIsRead() {
        try (DecoderHarness harness = new DecoderHarness()) {
            harness.receive("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n");
            harness.receive("GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n");

            assertThat(harness.seen()).endsWith("] broken\n").doesNotContain("smuggled");
        }
    }

    @Test
    void refusal_namesFieldButNotItsValue() {
        try (DecoderHarness harness = new DecoderHarness()) {
            harness.receive("GET / HTTP/1.1\r\nHost: a\r\nAuthorization: secret\u0001\r\n\r\n");

            assertThat(harness.seen())
                    .isEqualTo("refused 400 byte 0x01 in the value of Authorization; expected no control characters\n");
        }
    }

    @Provide
    Arbitrary<byte[]> mutants() {
        byte[][] inserts = {
            {'\r'}, {'\n'}, {' '}, {'\t'}, {':'}, {0}, {(byte) 0xff}, {'\r', '\n'}, {'\r', '\n', ' '}, {'0'}, {','}
        };
        Arbitrary<byte[]> requests = Arbitraries.of(CORPUS)
                .map(HeadCorpus::bytes)
                .list()
                .ofMinSize(1)
                .ofMaxSize(3)
                .map(StrictRequestDecoderTest::join);
        Arbitrary<List<Integer>> places =
                Arbitraries.integers().between(0, 400).list().ofMaxSize(4);
        Arbitrary<byte[]> inserted = Arbitraries.of(inserts);
        return Combinators.combine(requests, places, inserted).as((bytes, at, insert) -> {
            byte[] mutant = bytes;
            for (int place : at) {
                int index = Math.min(place, mutant.length);
                mutant = join(List.of(
                        Arrays.copyOf(mutant, index), insert, Arrays.copyOfRange(mutant, index, mutant.length)));
            }
            return mutant;
        });
    }

    @Provide
    Arbitrary<List<Integer>> cuts() {
        return Arbitraries.integers().between(1, 600).list().uniqueElements().ofMaxSize(40);
    }

    private static byte[] sample(String name) {
        return CORPUS.stream()
                .filter(sample -> sample.name().startsWith(name + "."))
                .findFirst()
                .orElseThrow()
                .bytes();
    }

    private static String decodeCut(byte[] bytes, List<Integer> cuts) {
        try (DecoderHarness harness = new DecoderHarness()) {
            int start = 0;
            for (int cut : cuts.stream().sorted().toList()) {
                int end = Math.min(cut, bytes.length);
                harness.receive(Arrays.copyOfRange(bytes, start, end));
                start = end;
            }
            return harness.receive(Arrays.copyOfRange(bytes, start, bytes.length))
                    .seen();
        }
    }

    private static byte[] join(List<byte[]> parts) {
        int length = parts.stream().mapToInt(part -> part.length).sum();
        byte[] joined = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, joined, at, part.length);
            at += part.length;
        }
        return joined;
    }
}
