package io.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What a test reads: a file's text, an environment and options. */
record Reading(String yaml, Map<String, String> environment, Map<String, String> options) {

    /** A file that is fine, for tests of the other sources. */
    static final String CRM = """
            upstreams:
              crm:
                url: https://api.crm.example
            """;

    static Reading of(String yaml) {
        return new Reading(yaml, Map.of(), Map.of());
    }

    /** A text for the one upstream's settings, indented by four. */
    static Reading ofCrm(String settings) {
        return of(CRM + settings.indent(4));
    }

    Reading with(String variable, String value) {
        return new Reading(yaml, plus(environment, variable, value), options);
    }

    Reading option(String path, String value) {
        return new Reading(yaml, environment, plus(options, path, value));
    }

    private static Map<String, String> plus(Map<String, String> map, String key, String value) {
        Map<String, String> more = new HashMap<>(map);
        more.put(key, value);
        return more;
    }

    Loaded load() {
        return load(new ConfigSources(null, environment, options, false));
    }

    Loaded load(ConfigSources sources) {
        return ConfigLoader.load(sources, "penstock.yaml", yaml.getBytes(StandardCharsets.UTF_8));
    }

    PenstockConfig config() {
        return load().orThrow();
    }

    UpstreamConfig crm() {
        return upstream("crm");
    }

    UpstreamConfig upstream(String name) {
        return Objects.requireNonNull(config().upstreams().get(name));
    }

    /** All problems as they are shown, one a line. */
    List<String> problems() {
        Loaded loaded = load();
        assertThat(loaded).isInstanceOf(Loaded.Rejected.class);
        return ((Loaded.Rejected) loaded)
                .problems().stream().map(ConfigProblem::toString).toList();
    }
}
