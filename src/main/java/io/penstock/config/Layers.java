package io.penstock.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Lays the environment and the options over what the file says. */
final class Layers {
    static final String UPSTREAM_URL = "UPSTREAM_URL";
    private static final String UPSTREAM_USERNAME = "UPSTREAM_USERNAME";
    private static final String UPSTREAM_PASSWORD = "UPSTREAM_PASSWORD";

    /** What makes the credential of the upstream that UPSTREAM_URL names: each variable's setting. */
    static final Map<String, String> UPSTREAM_CREDENTIAL = upstreamCredential();

    static final String TOGGLE = "ENABLE_";

    /** The short names of every upstream's settings below {@code retry}; where two are given the first counts. */
    static final Map<String, String> RETRY_DEFAULTS = retryDefaults();

    /** Names with our prefix that are read elsewhere: by the start script and commands, the logging and the token store. */
    static final List<String> NOT_SETTINGS = List.of("PENSTOCK_CONFIG", "PENSTOCK_JAVA_OPTS", "PENSTOCK_LOG");

    private static final Shape.Section ROOT = Shape.of(PenstockConfig.class);

    private final Written.Section tree;
    private final Map<String, String> environment;
    private final Problems problems;

    private static Map<String, String> upstreamCredential() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("UPSTREAM_TOKEN_URL", "tokenUrl");
        settings.put("UPSTREAM_CLIENT_ID", "clientId");
        settings.put("UPSTREAM_CLIENT_SECRET", "clientSecret");
        settings.put("UPSTREAM_CLIENT_SECRET_FILE", "clientSecretFile");
        settings.put(UPSTREAM_USERNAME, "username");
        settings.put(UPSTREAM_PASSWORD, "password");
        settings.put(UPSTREAM_PASSWORD + "_FILE", "passwordFile");
        return settings;
    }

    private static Map<String, String> retryDefaults() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("MAX_RETRIES", "maxRetries");
        settings.put("RETRY_MAX_ATTEMPTS", "maxAttempts");
        settings.put("RETRY_BASE_DELAY", "baseDelay");
        settings.put("RETRY_MAX_DELAY", "maxDelay");
        settings.put("RETRY_EXPONENTIAL_BASE", "multiplier");
        return settings;
    }

    /** Will change {@code tree}, which holds what the file says. */
    Layers(Written.Section tree, Map<String, String> environment, Problems problems) {
        this.tree = tree;
        // Sorted, so that problems come in the same order each time.
        this.environment = new TreeMap<>(environment);
        this.problems = problems;
    }

    void add(Map<String, String> options) {
        // Options first, so that the upstreams they name have environment names too; what is stronger still wins.
        new TreeMap<>(options).forEach(this::addOption);
        addUpstreamUrl();
        Map<String, String> names = EnvironmentNames.of(ROOT, tree, problems);
        environment.forEach((name, text) -> {
            if (name.startsWith(EnvironmentNames.PREFIX)) {
                addVariable(name, text, names);
            }
        });
        addToggles();
        new UpstreamDefaults(tree, environment, problems).add();
    }

    private void addOption(String path, String text) {
        Origin origin = Origin.option(path);
        Shape shape = ROOT;
        for (String step : path.split("\\.", -1)) {
            if (shape instanceof Shape.Entries entries && entries.element() instanceof Shape.Section element) {
                shape = element;
            } else if (shape instanceof Shape.Section section && section.field(step) != null) {
                shape = Objects.requireNonNull(section.field(step)).shape();
            } else if (shape instanceof Shape.Section section && section.fieldOfFile(step) != null) {
                shape = Objects.requireNonNull(section.fieldOfFile(step)).shape();
            } else {
                String nearest = shape instanceof Shape.Section section ? Nearest.to(step, section.keys()) : null;
                String hint = nearest == null ? "" : "; the nearest to " + Masking.key(step) + " is " + nearest;
                problems.add(origin, "", "an unknown setting", "a known one" + hint);
                return;
            }
        }
        if (EnvironmentNames.isSettable(shape)) {
            put(path, text, origin);
        } else {
            problems.add(origin, "", "a setting with others below it", "the path of a single setting");
        }
    }

    private void addUpstreamUrl() {
        String url = environment.get(UPSTREAM_URL);
        if (url == null) {
            refuseSecretsWithoutUpstream();
            return;
        }
        Origin origin = Origin.environment(UPSTREAM_URL);
        boolean inFile = tree.entries().get("upstreams") instanceof Written.Section upstreams
                && upstreams.entries().values().stream()
                        .anyMatch(upstream -> upstream.origin().layer() == Origin.Layer.FILE);
        if (inFile) {
            problems.add(origin, "upstreams", "a URL, and upstreams in the file", "one or the other");
            return;
        }
        put("upstreams.default.url", url, origin);
        put("upstreams.default.path", "/", new Origin(Origin.Layer.DEFAULT, UPSTREAM_URL, 0));
        addUpstreamCredential();
    }

    /** One credential for the one upstream: the grant password where there is a user name, else client_credentials. */
    private void addUpstreamCredential() {
        List<String> given = UPSTREAM_CREDENTIAL.keySet().stream()
                .filter(environment::containsKey)
                .toList();
        if (given.isEmpty()) {
            return;
        }
        for (String variable : given) {
            put(
                    "credentials.default." + UPSTREAM_CREDENTIAL.get(variable),
                    Objects.requireNonNull(environment.get(variable)),
                    Origin.environment(variable));
        }
        boolean user = given.stream()
                .anyMatch(variable -> variable.equals(UPSTREAM_USERNAME) || variable.startsWith(UPSTREAM_PASSWORD));
        Origin origin = new Origin(Origin.Layer.DEFAULT, given.get(0), 0);
        put("credentials.default.type", "oauth2", origin);
        put("credentials.default.grant", user ? "password" : "client_credentials", origin);
        put("upstreams.default.credential", "default", origin);
    }

    private void refuseSecretsWithoutUpstream() {
        for (String variable : UPSTREAM_CREDENTIAL.keySet()) {
            if (environment.containsKey(variable)) {
                problems.add(
                        Origin.environment(variable),
                        "",
                        "a setting of the upstream that " + UPSTREAM_URL + " names",
                        UPSTREAM_URL + " beside it, or a credential in the file: " + "credentials.NAME."
                                + UPSTREAM_CREDENTIAL.get(variable));
            }
        }
    }

    private void addVariable(String name, String text, Map<String, String> names) {
        String path = names.get(name);
        if (path != null) {
            put(path, text, Origin.environment(name));
        } else if (NOT_SETTINGS.stream().noneMatch(known -> name.equals(known) || name.startsWith(known + "_"))
                && !isServiceLink(name, text)) {
            problems.add(
                    Origin.environment(name),
                    "",
                    "an unknown variable",
                    "a known one; the nearest is " + Nearest.to(name, names.keySet()));
        }
    }

    /** Kubernetes sets such variables in every pod beside a service that is called penstock; nobody meant a setting. */
    private static boolean isServiceLink(String name, String text) {
        return name.matches("PENSTOCK_SERVICE_(HOST|PORT(_[A-Z0-9_]+)?)|PENSTOCK_PORT_[0-9]+_(TCP|UDP)(_[A-Z]+)?")
                || (name.equals("PENSTOCK_PORT") && text.matches("(tcp|udp)://\\S+"));
    }

    private void addToggles() {
        for (Shape.Field feature : Shape.of(FeaturesConfig.class).fields()) {
            String variable = toggle(feature);
            String text = environment.get(variable);
            if (text != null) {
                put("features." + feature.name(), text, Origin.environment(variable));
            }
        }
    }

    /** The short name of a feature's switch. */
    static String toggle(Shape.Field feature) {
        return TOGGLE + EnvironmentNames.snake(feature.name());
    }

    /** Writes a value into the tree, unless a stronger one is there. */
    private void put(String path, String text, Origin origin) {
        List<String> steps = List.of(path.split("\\.", -1));
        Written.Section at = tree;
        Shape shape = ROOT;
        for (String step : steps.subList(0, steps.size() - 1)) {
            shape = shape instanceof Shape.Section section
                    ? Objects.requireNonNull(section.field(step)).shape()
                    : ((Shape.Entries) shape).element();
            Written.Section next = descend(at, step, origin);
            if (next == null) {
                return;
            }
            at = next;
        }
        putLeaf(at, (Shape.Section) shape, steps.get(steps.size() - 1), path, Written.Value.of(text, origin));
    }

    /** The section below a key, made where there is none; null where something stronger stands in its place. */
    private Written.@Nullable Section descend(Written.Section at, String key, Origin origin) {
        Written there = at.entries().get(key);
        if (there instanceof Written.Section section) {
            return section;
        }
        if (there != null && !(there instanceof Written.Value value && value.isNothing())) {
            return null;
        }
        Written.Section made = new Written.Section(new LinkedHashMap<>(), origin);
        at.entries().put(key, made);
        return made;
    }

    private void putLeaf(Written.Section at, Shape.Section shape, String key, String path, Written.Value value) {
        Shape.Field field = shape.field(key);
        Shape.Field secret = field != null ? field : Objects.requireNonNull(shape.fieldOfFile(key));
        String sibling = field == null ? secret.name() : secret.fileKey();
        Written other = sibling == null ? null : at.entries().get(sibling);
        Written there = at.entries().get(key);
        for (Written rival : new Written[] {there, other}) {
            if (rival != null && rival.origin().beats(value.origin())) {
                return;
            }
        }
        if (there != null && !value.origin().beats(there.origin())) {
            problems.add(value.origin(), path, "a second value", "one; the first is from " + there.origin());
            return;
        }
        if (other != null && value.origin().beats(other.origin())) {
            at.entries().remove(sibling);
        }
        boolean list = field != null && field.shape() instanceof Shape.Items;
        at.entries().put(key, list ? split(value) : value);
    }

    private static Written.Items split(Written.Value value) {
        List<Written> items = new ArrayList<>();
        if (!value.text().isBlank()) {
            for (String item : value.text().split(",", -1)) {
                items.add(Written.Value.of(item.strip(), value.origin()));
            }
        }
        return new Written.Items(items, value.origin());
    }
}
