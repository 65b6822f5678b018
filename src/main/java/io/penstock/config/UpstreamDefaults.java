package io.penstock.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What stands in for the built-in defaults of every upstream: the preset that it names, then the short environment names.
 * Either gives way to whatever the file, the environment or the options say of the same setting.
 */
final class UpstreamDefaults {

    /** The short names, each with the setting below an upstream that it is a default of. */
    static final Map<String, String> SHORT_NAMES = shortNames();

    /** Settings that say the same thing in two ways: where one is written the other must not be given. */
    private static final Map<String, String> OTHER_WAY = Map.of(
            "retry.maxRetries", "retry.maxAttempts",
            "retry.maxAttempts", "retry.maxRetries");

    private static final Shape.Section UPSTREAM = Shape.of(UpstreamConfig.class);

    private final Written.Section tree;
    private final Map<String, String> environment;
    private final Substitution substitution;
    private final Problems problems;

    /** Will change {@code tree}, which holds what all sources say. */
    UpstreamDefaults(Written.Section tree, Map<String, String> environment, Problems problems) {
        this.tree = tree;
        this.environment = environment;
        this.substitution = new Substitution(environment);
        this.problems = problems;
    }

    private static Map<String, String> shortNames() {
        Map<String, String> names = new LinkedHashMap<>();
        names.put("CONNECTION_POOL_SIZE", "pool.size");
        names.put("CIRCUIT_BREAKER_FAILURE_THRESHOLD", "breaker.failureThreshold");
        names.put("CIRCUIT_BREAKER_SUCCESS_THRESHOLD", "breaker.successThreshold");
        names.put("CIRCUIT_BREAKER_TIMEOUT", "breaker.openFor");
        names.put("MAX_RETRIES", "retry.maxRetries");
        names.put("RETRY_MAX_ATTEMPTS", "retry.maxAttempts");
        names.put("RETRY_BASE_DELAY", "retry.baseDelay");
        names.put("RETRY_MAX_DELAY", "retry.maxDelay");
        names.put("RETRY_EXPONENTIAL_BASE", "retry.multiplier");
        names.put("RATE_LIMIT", "rateLimit.perSecond");
        names.put("TIMEOUT", "timeouts.attempt");
        names.put("MAX_CONCURRENT", "maxConcurrent");
        return names;
    }

    void add() {
        Map<String, String> defaults = fromEnvironment();
        if (!(tree.entries().get("upstreams") instanceof Written.Section upstreams)) {
            return;
        }
        upstreams.entries().forEach((name, written) -> {
            // An upstream without a line of its own is refused by the binder, for want of a url.
            if (written instanceof Written.Section upstream) {
                addPreset(upstream);
                defaults.forEach((variable, text) -> put(
                        upstream,
                        Objects.requireNonNull(SHORT_NAMES.get(variable)),
                        text,
                        new Origin(Origin.Layer.DEFAULT, variable, 0)));
            }
        });
    }

    /** The short names that are set, with values that are good; of the others it is said what is wrong. */
    private Map<String, String> fromEnvironment() {
        Map<String, String> good = new LinkedHashMap<>();
        SHORT_NAMES.forEach((variable, path) -> {
            String text = environment.get(variable);
            Scalar scalar = scalar(path);
            if (text == null || scalar == null) {
                return;
            }
            // A bare number is what these names have always held: milliseconds.
            boolean bare = scalar.kind() == Scalar.Kind.DURATION && text.matches("[0-9]+");
            String value = bare ? text + "ms" : text;
            try {
                scalar.parse(value);
                good.put(variable, value);
            } catch (IllegalArgumentException e) {
                problems.add(Origin.environment(variable), "", text, scalar.expected());
            }
        });
        return good;
    }

    private void addPreset(Written.Section upstream) {
        if (upstream.entries().get("preset") instanceof Written.Value named) {
            // What cannot be substituted or is no preset is refused by the binder.
            String word = Substitution.appliesTo(named.text())
                    ? substitution.apply(named.text(), (found, expected) -> {})
                    : named.text();
            for (Preset preset : Preset.values()) {
                if (Scalar.word(preset).equals(word)) {
                    known(preset.settings()).forEach((path, text) -> put(upstream, path, text, named.origin()));
                }
            }
        }
    }

    /** Writes a value below an upstream, unless there is one. */
    private static void put(Written.Section upstream, String path, String text, Origin origin) {
        String otherWay = OTHER_WAY.get(path);
        if (written(upstream, path) != null || (otherWay != null && written(upstream, otherWay) != null)) {
            return;
        }
        Written.Section at = upstream;
        String[] steps = path.split("\\.", -1);
        for (int i = 0; i < steps.length - 1; i++) {
            Written there = at.entries().get(steps[i]);
            if (there == null || (there instanceof Written.Value value && value.isNothing())) {
                there = new Written.Section(new LinkedHashMap<>(), origin);
                at.entries().put(steps[i], there);
            }
            if (!(there instanceof Written.Section section)) {
                return;
            }
            at = section;
        }
        at.entries().put(steps[steps.length - 1], Written.Value.of(text, origin));
    }

    /** What is written for a path, even if it is of the wrong kind; null where nothing is. */
    private static @Nullable Written written(Written.Section upstream, String path) {
        Written at = upstream;
        for (String step : path.split("\\.", -1)) {
            if (!(at instanceof Written.Section section)) {
                return at;
            }
            at = section.entries().get(step);
            if (at == null || (at instanceof Written.Value value && value.isNothing())) {
                return null;
            }
        }
        return at;
    }

    /** Those of the values whose settings there are. */
    static Map<String, String> known(Map<String, String> settings) {
        Map<String, String> known = new LinkedHashMap<>(settings);
        known.keySet().removeIf(path -> scalar(path) == null);
        return known;
    }

    /** The setting at a path below an upstream; null where there is none. */
    static @Nullable Scalar scalar(String path) {
        Shape shape = UPSTREAM;
        for (String step : path.split("\\.", -1)) {
            Shape.Field field = shape instanceof Shape.Section section ? section.field(step) : null;
            if (field == null) {
                return null;
            }
            shape = field.shape();
        }
        return shape instanceof Scalar scalar ? scalar : null;
    }
}
