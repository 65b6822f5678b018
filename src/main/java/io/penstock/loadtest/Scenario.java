package io.penstock.loadtest;

import io.penstock.demo.DemoApi;
import io.penstock.demo.DemoOptions;
import io.penstock.loadtest.Optimization.Totals;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is called, through which gateway, and what it is to show. The upstream is a demo API, {@value #UPSTREAM} by name. */
public interface Scenario {

    /** The name of the upstream in the gateway's configuration, and the first segment of the paths. */
    String UPSTREAM = "demo";

    /** The name that it is chosen by. */
    String name();

    /** What it shows, in one line. */
    String summary();

    /** The paths that are called in turn, as callers of the gateway write them. */
    List<String> paths();

    /**
     * The settings of the gateway beside the upstream's address.
     *
     * @param upstreamUrl that address, without a slash at its end
     */
    Map<String, String> settings(String upstreamUrl);

    /** The configuration file of the gateway, in YAML, over which the settings are laid; empty for none. */
    default String configuration() {
        return "";
    }

    /** The optimizations that a comparison switches off, one at a time. */
    List<Optimization> optimizations();

    /**
     * Whether its bars are met.
     *
     * @param on what a gateway with everything on did
     */
    List<Verdict> verdicts(Totals on);

    /**
     * What all callers send as {@code Authorization} in a run that begins now; null for nothing.
     *
     * @param upstream what they have it from
     * @param off what is switched off; null for nothing
     */
    default @Nullable String authorization(DemoApi upstream, @Nullable Optimization off) {
        return null;
    }

    /** The calls that are due each second where the load test is not told otherwise; null for a closed loop. */
    default @Nullable Integer rate() {
        return null;
    }

    /**
     * Has something happen to the upstream in a run that begins now.
     *
     * @param duration how long calls are made
     */
    default void begin(DemoApi upstream, Duration duration) {}

    /**
     * What callers send beside with a path, by the names of the fields.
     *
     * @param path one of {@link #paths()}
     */
    default Map<String, String> fields(String path) {
        return Map.of();
    }

    /** The upstream. */
    default DemoOptions upstream() {
        return DemoOptions.defaults().withoutHttp2();
    }
}
