package io.penstock.config;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Values for several settings of an upstream under one name. They stand in for defaults: what is written for a setting,
 * in whichever source, is stronger.
 */
public enum Preset {
    /** The built-in defaults, and so no limit of rate or concurrency. */
    NONE(),
    /** For an API of which nothing special is known. */
    BALANCED(
            "retry.maxRetries=3 retry.baseDelay=1s retry.multiplier=2 retry.maxDelay=30s",
            "rateLimit.perSecond=10 rateLimit.burst=20 maxConcurrent=5",
            "timeouts.attempt=30s breaker.failureThreshold=5 breaker.openFor=60s"),
    /** For an API that takes much and answers fast. */
    HIGH_THROUGHPUT(
            "retry.maxRetries=5 retry.baseDelay=500ms retry.multiplier=1.5 retry.maxDelay=10s",
            "rateLimit.perSecond=20 rateLimit.burst=50 maxConcurrent=10",
            "timeouts.attempt=15s"),
    /** For an API with little to spare. */
    CONSERVATIVE(
            "retry.maxRetries=7 retry.baseDelay=2s retry.multiplier=2.5 retry.maxDelay=60s",
            "rateLimit.perSecond=5 rateLimit.burst=10 maxConcurrent=3",
            "timeouts.attempt=60s"),
    /** For calls that must get through, and an API that fails at times. */
    HIGH_AVAILABILITY(
            "retry.maxRetries=7 retry.baseDelay=1s retry.multiplier=2 retry.maxDelay=60s",
            "rateLimit.perSecond=8 rateLimit.burst=15 maxConcurrent=3",
            "timeouts.attempt=45s breaker.failureThreshold=3 breaker.openFor=30s"),
    /** For calls that a person waits for. */
    INTERACTIVE(
            "rateLimit.perSecond=10 maxConcurrent=3",
            "timeouts.attempt=10s breaker.failureRate=0.5 breaker.openFor=30s"),
    /** For fetching content in the background. */
    CONTENT(
            "rateLimit.perSecond=8 maxConcurrent=2",
            "timeouts.attempt=15s breaker.failureRate=0.4 breaker.openFor=60s");

    private final String settings;

    Preset(String... settings) {
        this.settings = String.join(" ", settings);
    }

    /** What it sets, by the setting's path below the upstream. */
    Map<String, String> settings() {
        Map<String, String> values = new LinkedHashMap<>();
        for (String setting : settings.isEmpty() ? new String[0] : settings.split(" ", -1)) {
            int equals = setting.indexOf('=');
            values.put(setting.substring(0, equals), setting.substring(equals + 1));
        }
        return values;
    }

    /** An upstream with the values of this preset, and defaults for all else. */
    UpstreamConfig upstream(String url) {
        Map<String, String> given = new LinkedHashMap<>(UpstreamDefaults.known(settings()));
        given.put("url", url);
        given.put("preset", Scalar.word(this));
        return ConfigDefaults.of(UpstreamConfig.class, given);
    }
}
