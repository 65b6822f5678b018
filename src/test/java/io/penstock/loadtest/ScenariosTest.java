package io.penstock.loadtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.loadtest.Optimization.Finding;
import io.penstock.loadtest.Optimization.Times;
import io.penstock.loadtest.Optimization.Totals;
import io.penstock.loadtest.Run.UpstreamFigures;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScenariosTest {

    private static final Totals WITHOUT_POOL = connections(1_000, 0, 1_000);
    private static final Totals WITHOUT_TOKENS = tokens(200, 800, 1, 800, 0);

    @Test
    void named_unknown_listsThoseThatThereAre() {
        assertThatThrownBy(() -> Scenarios.named("nothing"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "--scenario: nothing; expected one of pool, tokens, coalescing, batching, pages, memory, compression,"
                                + " resilience, outage");
    }

    @Test
    void pool_thatServesAllCallsOverFewConnections_helps() {
        Finding finding = judge("pool", connections(1_000, 0, 32), WITHOUT_POOL);

        assertThat(finding.helped()).isTrue();
        assertThat(finding.told()).contains("on, 32 connections for 1000 calls; off, 1000 for 1000");
    }

    @Test
    void pool_thatOpensMoreThanItsSize_doesNotHelp() {
        assertThat(judge("pool", connections(1_000, 0, 33), WITHOUT_POOL).helped())
                .isFalse();
    }

    @Test
    void pool_thatReplacesTheConnectionsOfFailedCalls_helps() {
        assertThat(judge("pool", connections(990, 10, 42), WITHOUT_POOL).helped())
                .isTrue();
        assertThat(judge("pool", connections(990, 10, 43), WITHOUT_POOL).helped())
                .isFalse();
    }

    @Test
    void pool_thatCannotBeSwitchedOff_showsNothing() {
        Totals same = connections(1_000, 0, 5);

        assertThat(judge("pool", same, same).helped()).isFalse();
    }

    @Test
    void pool_withoutAnAnswer_showsNothing() {
        Totals failed = new Totals(calls(0, "timeout", 1_000), UpstreamFigures.NONE);

        assertThat(judge("pool", failed, WITHOUT_POOL).helped()).isFalse();
        assertThat(judge("pool", connections(1_000, 0, 5), failed).helped()).isFalse();
    }

    @Test
    void tokens_thatSpareCallersEvery401_help() {
        Finding finding = judge("tokens", tokens(1_000, 0, 10, 0, 0), WITHOUT_TOKENS);

        assertThat(finding.helped()).isTrue();
        assertThat(finding.told())
                .isEqualTo("on, 0 of 1000 calls got a 401 and the upstream refused 0 tokens, of 10 issued; off, 800 of"
                        + " 1000 calls got a 401 and the upstream refused 800 tokens, of 1 issued; expected none with it,"
                        + " and some without it");
    }

    @Test
    void tokens_thatExpiredOnTheWayAndWereCured_help() {
        assertThat(judge("tokens", tokens(1_000, 0, 10, 3, 0), WITHOUT_TOKENS).helped())
                .isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "a 401 at the caller,    999, 1, 10,   1, 0",
        "a call without a token, 999, 0, 10,   0, 1",
        "no answer,                0, 0, 10,   0, 0",
        "as many refused tokens, 999, 0, 10, 800, 0"
    })
    void tokens_withAFlaw_doNotHelp(String flaw, long answered, long refused, long issued, long bad, long missing) {
        assertThat(judge("tokens", tokens(answered, refused, issued, bad, missing), WITHOUT_TOKENS)
                        .helped())
                .as(flaw)
                .isFalse();
    }

    @Test
    void tokens_inARunShorterThanTheirLife_showNothing() {
        Finding oneToken = judge("tokens", tokens(1_000, 0, 1, 0, 0), WITHOUT_TOKENS);
        Finding no401 = judge("tokens", tokens(1_000, 0, 10, 0, 0), tokens(1_000, 0, 1, 0, 0));

        assertThat(oneToken.helped()).isFalse();
        assertThat(no401.helped()).isFalse();
        assertThat(no401.told()).contains("takes a longer --duration than a token's life of 2 s");
    }

    @Test
    void resilience_thatUsesTheQuotaAndNoMore_helps() {
        Finding finding = judge("resilience", limited(980, 0, 3_000, 20, 0), limited(1_000, 3_000, 0, 0, 3_000));

        assertThat(finding.helped()).isTrue();
        assertThat(finding.told())
                .startsWith(
                        "on, 0 of 4000 calls got a 429 of the upstream, 0 sent over quota, 3000 calls refused at once and"
                                + " 20 late by the gateway, with the wait, 100.0 % of the quota less headroom used; off, 3000 of"
                                + " 4000 calls got a 429 of the upstream, 3000 sent over quota; expected");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "a 429 of the upstream,  980, 1, 3000,   0, 0",
        "a call over quota,      980, 0, 3000,   0, 1",
        "too little used,        950, 0, 3000,   0, 0",
        "nothing refused,        980, 0,    0,   0, 0",
        "late refusals,          980, 0, 3000, 300, 0"
    })
    void resilience_withAFlaw_doesNotHelp(
            String flaw, long answered, long upstreams, long refused, long late, long over) {
        Finding finding =
                judge("resilience", limited(answered, upstreams, refused, late, over), limited(1_000, 9, 0, 0, 9));

        assertThat(finding.helped()).as(flaw).isFalse();
    }

    @Test
    void resilience_ofAnUpstreamThatIsNotPressed_showsNothing() {
        Totals within = limited(980, 0, 3_000, 0, 0);

        assertThat(judge("resilience", within, within).helped()).isFalse();
    }

    @Test
    void outage_withFewCallsAndAnEarlyReturn_helps() {
        Finding finding = judge("outage", outage(1_100, 6.5), outage(2_000, 5));

        assertThat(finding.helped()).isTrue();
        assertThat(finding.told())
                .contains("on, 1100 upstream calls for 2000 (0.55 for each)", "the last call failed 1.5 s after");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"amplified, 2401, 6.5", "as many calls, 2000, 6.5", "a late return, 1100, 7.6"})
    void outage_withAFlaw_doesNotHelp(String flaw, long upstreamCalls, double lastFailureSeconds) {
        assertThat(judge("outage", outage(upstreamCalls, lastFailureSeconds), outage(2_000, 5))
                        .helped())
                .as(flaw)
                .isFalse();
    }

    @Test
    void coalescing_thatMakesFewCalls_helps() {
        Finding finding = judge("coalescing", served(1_000, 20), served(1_000, 1_000));

        assertThat(finding.helped()).isTrue();
        assertThat(finding.told())
                .startsWith("on, 20 calls to the upstream for 1000 answers; off, 1000 for 1000; expected");
    }

    @ParameterizedTest(name = "{0} answers of {1} calls with it, {2} of {3} without")
    @CsvSource({"1000, 501, 1000, 1000", "0, 0, 1000, 1000", "1000, 20, 0, 0", "1000, 20, 1000, 20"})
    void coalescing_withAFlaw_doesNotHelp(long answersOn, long callsOn, long answersOff, long callsOff) {
        assertThat(judge("coalescing", served(answersOn, callsOn), served(answersOff, callsOff))
                        .helped())
                .isFalse();
    }

    @Test
    void times_addUp_andTheLatestFailureCounts() {
        Times sum = new Times(1, 10, 5).plus(new Times(2, 20, 7)).plus(new Times(1, 10, 0));

        assertThat(sum).isEqualTo(new Times(4, 40, 7));
    }

    @Test
    void pages_thatAllComeWithOneCall_help() {
        assertThat(judge("pages", bytes(10, 91_000), bytes(10, 10_100)).helped())
                .isTrue();
        assertThat(judge("pages", bytes(10, 10_100), bytes(10, 10_100)).helped())
                .isFalse();
        assertThat(judge("pages", bytes(0, 0), bytes(10, 10_100)).helped()).isFalse();
    }

    private static Totals bytes(long answered, long bytes) {
        return new Totals(new Calls(answered, answered, new TreeMap<>(), 0, 0, bytes), UpstreamFigures.NONE);
    }

    @ParameterizedTest
    @CsvSource({"1000, 3000, true", "1001, 3000, false", "0, 3000, false", "1000, 0, false"})
    void compression_thatBringsAThirdOfTheBytes_helps(long bytesOn, long bytesOff, boolean helps) {
        Finding finding = judge("compression", bytes(10, bytesOn * 10), bytes(20, bytesOff * 20));

        assertThat(finding.helped()).isEqualTo(helps);
        assertThat(finding.told()).startsWith("on, " + bytesOn + " bytes").contains("off, " + bytesOff + ";");
    }

    @Test
    void compression_withoutAnAnswer_showsNothing() {
        assertThat(judge("compression", bytes(0, 0), bytes(10, 10)).helped()).isFalse();
    }

    @Test
    void memory_thatHasSomeOfTheBulkRefusedAndNothingElse_helps() {
        Finding finding = judge("memory", refused(700, 300), refused(1_000, 0));

        assertThat(finding.helped()).isTrue();
        assertThat(finding.told())
                .contains(
                        "on, 300 of 1000 calls refused with 503, half of which can wait, and 700 answered; off, 0 of 1000");
    }

    @Test
    void memory_thatHasNothingOrAllOfTheBulkRefused_doesNotHelp() {
        assertThat(judge("memory", refused(1_000, 0), refused(1_000, 0)).helped())
                .isFalse();
        assertThat(judge("memory", refused(500, 500), refused(1_000, 0)).helped())
                .isFalse();
    }

    @Test
    void memory_thatFailsCalls_orCannotBeSwitchedOff_showsNothing() {
        Totals timeouts = new Totals(calls(990, "timeout", 10), UpstreamFigures.NONE);

        assertThat(judge("memory", refused(700, 300).plus(timeouts), refused(1_000, 0))
                        .helped())
                .isFalse();
        assertThat(judge("memory", refused(700, 300), refused(700, 300)).helped())
                .isFalse();
    }

    @Test
    void batching_thatMakesFewCalls_helps() {
        Finding finding = judge("batching", served(2_000, 60), served(2_000, 2_000));

        assertThat(finding.helped()).isTrue();
        assertThat(finding.told())
                .startsWith("on, 60 calls to the upstream for 2000 answers; off, 2000 for 2000; expected");
        assertThat(judge("batching", served(2_000, 1_001), served(2_000, 2_000)).helped())
                .isFalse();
        assertThat(judge("batching", served(2_000, 60), served(2_000, 60)).helped())
                .isFalse();
    }

    @Test
    void everyScenario_hasBars() {
        assertThat(Scenarios.all())
                .allSatisfy(scenario -> assertThat(scenario.verdicts(Totals.NONE))
                        .as(scenario.name())
                        .isNotEmpty());
    }

    @Test
    void bars_ofRunsAsTheyShouldBe_areMet() {
        assertThat(missed("pool", connections(990, 10, 42))).isEmpty();
        assertThat(missed("tokens", tokens(1_000, 0, 10, 3, 0))).isEmpty();
        assertThat(missed("coalescing", shared(22))).isEmpty();
        assertThat(missed("batching", served(2_000, 1_000))).isEmpty();
        assertThat(missed("pages", bytes(10, 800_000))).isEmpty();
        assertThat(missed("memory", refused(501, 499))).isEmpty();
        assertThat(missed("compression", bytes(10, 60_000))).isEmpty();
        assertThat(missed("resilience", limited(980, 0, 3_000, 20, 0))).isEmpty();
        assertThat(missed("outage", outage(2_400, 7.5))).isEmpty();
    }

    @Test
    void bars_ofRunsWithAFlaw_areMissed_eachByName() {
        assertThat(missed("pool", connections(990, 10, 43))).containsExactly("connections to the upstream opened");
        assertThat(missed("tokens", tokens(998, 1, 1, 1, 1)))
                .containsExactly("401s at callers", "calls that reached the upstream without a token", "tokens issued");
        assertThat(missed("coalescing", shared(23))).containsExactly("upstream calls, one at a time");
        assertThat(missed("batching", served(2_000, 1_001))).containsExactly("upstream calls for 2,000 answers");
        assertThat(missed("pages", bytes(10, 799_999))).containsExactly("bytes of an answer, which has all items");
        assertThat(missed("pages", connections(990, 10, 1))).contains("calls that failed");
        assertThat(missed("memory", refused(1_000, 0))).containsExactly("calls refused with 503");
        assertThat(missed("memory", refused(500, 500))).containsExactly("calls refused with 503, of 500 that can wait");
        assertThat(missed("memory", connections(990, 10, 1)))
                .containsExactly("calls refused with 503", "calls that failed in another way");
        assertThat(missed("compression", bytes(10, 60_010))).containsExactly("bytes of an answer");
        assertThat(missed("resilience", limited(950, 1, 3_000, 300, 1)))
                .containsExactly(
                        "429s of the upstream at callers",
                        "429s of the upstream",
                        "calls to the upstream over its quota",
                        "quota less headroom used, %",
                        "late refusals, % of all");
        assertThat(missed("outage", outage(2_401, 7.6)))
                .containsExactly(
                        "upstream calls for each call", "seconds from the upstream's return to the last failure");
    }

    private static List<String> missed(String scenario, Totals on) {
        return Scenarios.named(scenario).verdicts(on).stream()
                .filter(verdict -> !verdict.met())
                .map(Verdict::name)
                .toList();
    }

    /** Two runs of five seconds each. */
    private static Totals shared(long upstreamCalls) {
        return new Totals(
                calls(1_000, "timeout", 0), new UpstreamFigures(upstreamCalls, 1, 0, 0, 0), new Times(2, 10, 0));
    }

    @Test
    void totals_addUpCountsAndErrorsByKind() {
        Totals sum = tokens(1, 2, 3, 4, 5)
                .plus(new Totals(calls(10, "timeout", 7), UpstreamFigures.NONE))
                .plus(tokens(100, 20, 30, 40, 50));

        assertThat(sum.calls().answered()).isEqualTo(111);
        assertThat(sum.calls().failed()).isEqualTo(29);
        assertThat(sum.calls().refused(401)).isEqualTo(22);
        assertThat(sum.calls().refused(503)).isZero();
        assertThat(sum.calls().bytes()).isEqualTo(1_110);
        assertThat(sum.upstream().tokensIssued()).isEqualTo(33);
        assertThat(sum.upstream().tokensRefused()).isEqualTo(44);
        assertThat(sum.upstream().tokensMissing()).isEqualTo(55);
    }

    private static Finding judge(String scenario, Totals on, Totals off) {
        return Scenarios.named(scenario).optimizations().get(0).judge().judge(on, off);
    }

    private static Totals connections(long answered, long failed, long opened) {
        return new Totals(calls(answered, "timeout", failed), new UpstreamFigures(answered + failed, opened, 0, 0, 0));
    }

    private static Totals served(long answers, long upstreamCalls) {
        return new Totals(calls(answers, "timeout", 0), new UpstreamFigures(upstreamCalls, 1, 0, 0, 0));
    }

    private static Totals tokens(long answered, long refused, long issued, long bad, long missing) {
        return new Totals(
                calls(answered, "status 401", refused),
                new UpstreamFigures(answered + bad + missing, 1, issued, bad, missing));
    }

    private static Totals refused(long answered, long refused) {
        return new Totals(calls(answered, "refused 503", refused), UpstreamFigures.NONE);
    }

    /** Ten seconds. */
    private static Totals limited(long answered, long upstreams, long refused, long late, long overQuota) {
        Map<String, Long> errors = Map.of("status 429", upstreams, "refused 429", refused, "refused late 429", late);
        return new Totals(
                new Calls(4_000, answered, new TreeMap<>(errors), 0, 0, 0),
                new UpstreamFigures(answered + overQuota, 1, 0, 0, 0, overQuota, overQuota, 0),
                new Times(1, 10, 9.9));
    }

    /** Two runs of ten seconds. */
    private static Totals outage(long upstreamCalls, double lastFailureSeconds) {
        return new Totals(
                new Calls(2_000, 900, new TreeMap<>(Map.of("refused 503", 1_100L)), 0, 0, 0),
                new UpstreamFigures(upstreamCalls, 1, 0, 0, 0),
                new Times(2, 20, lastFailureSeconds));
    }

    private static Calls calls(long answered, String kind, long failed) {
        Map<String, Long> errors = failed == 0 ? Map.of() : Map.of(kind, failed);
        return new Calls(answered + failed, answered, new TreeMap<>(errors), 0, 0, answered * 10);
    }
}
