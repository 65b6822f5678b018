package io.penstock.loadtest;

import io.penstock.demo.DemoApi;
import io.penstock.loadtest.Optimization.Finding;
import io.penstock.loadtest.Optimization.Totals;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A resource that wants a token which lives for 2 seconds. With token management callers send nothing and see no 401. Without
 * it they do what is done where nobody manages tokens: they take one at the start and send it until it is refused, and after.
 */
final class TokensScenario implements Scenario {

    private static final String NAME = "token management";
    private static final Duration LIFE = Duration.ofSeconds(2);
    private static final int UNAUTHORIZED = 401;

    @Override
    public String name() {
        return "tokens";
    }

    @Override
    public String summary() {
        return "a resource that wants tokens of " + LIFE.toSeconds()
                + " s, kept fresh by the gateway, or taken once by the callers";
    }

    @Override
    public List<String> paths() {
        return List.of("/" + UPSTREAM + "/secure/report");
    }

    @Override
    public Map<String, String> settings(String upstreamUrl) {
        String credential = "credentials." + UPSTREAM + ".";
        return Map.of(
                // All callers ask for the same.
                "features.coalescing",
                "false",
                "upstreams." + UPSTREAM + ".credential",
                UPSTREAM,
                "upstreams." + UPSTREAM + ".pool.size",
                "32",
                "upstreams." + UPSTREAM + ".pool.maxWaiting",
                Integer.toString(Load.MAX_CONCURRENCY),
                credential + "type",
                "oauth2",
                credential + "tokenUrl",
                upstreamUrl + "/oauth/token?life=" + LIFE.toSeconds() + "s",
                credential + "clientId",
                DemoApi.CLIENT_ID,
                credential + "clientSecret",
                DemoApi.CLIENT_SECRET);
    }

    @Override
    public @Nullable String authorization(DemoApi upstream, @Nullable Optimization off) {
        return off == null ? null : "Bearer " + upstream.issueToken(LIFE);
    }

    @Override
    public List<Optimization> optimizations() {
        return List.of(new Optimization(NAME, "ENABLE_TOKEN_MANAGEMENT", TokensScenario::judge));
    }

    @Override
    public List<Verdict> verdicts(Totals on) {
        return List.of(
                Verdict.none("401s at callers", on.calls().refused(UNAUTHORIZED)),
                Verdict.none(
                        "calls that reached the upstream without a token",
                        on.upstream().tokensMissing()),
                Verdict.atLeast("tokens issued", 2, on.upstream().tokensIssued()));
    }

    /** A token that is refused may have expired on the way, where the machine stood still: the gateway cures that. */
    private static Finding judge(Totals on, Totals off) {
        long refusedOn = on.calls().refused(UNAUTHORIZED);
        long refusedOff = off.calls().refused(UNAUTHORIZED);
        boolean managed = on.calls().answered() > 0
                && refusedOn == 0
                && on.upstream().tokensMissing() == 0
                && on.upstream().tokensRefused() < off.upstream().tokensRefused();
        boolean manyLives = on.upstream().tokensIssued() > 1 && refusedOff > 0;
        return new Finding(
                NAME,
                managed && manyLives,
                told("on", on, refusedOn)
                        + told("off", off, refusedOff)
                        + (manyLives
                                ? "expected none with it, and some without it"
                                : "expected more than one token with it and some 401s without it, which takes a longer"
                                        + " --duration than a token's life of " + LIFE.toSeconds() + " s"));
    }

    private static String told(String variant, Totals totals, long refused) {
        return variant + ", " + refused + " of " + totals.calls().sent() + " calls got a 401 and the upstream refused "
                + totals.upstream().tokensRefused() + " tokens, of "
                + totals.upstream().tokensIssued() + " issued; ";
    }
}
