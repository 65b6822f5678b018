package io.penstock.batching.combine;

import io.penstock.config.BatchConfig;
import io.penstock.config.ConfigLoader;
import io.penstock.config.ConfigSources;
import io.penstock.config.UpstreamConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Settings of batches, read as from a file, and what they make of requests. */
final class Batches {

    private Batches() {}

    /** What a route of that pattern says under {@code batch}, in YAML. */
    static BatchConfig of(String pattern, String batch) {
        try {
            Path file = Files.createTempFile("penstock", ".yaml");
            try {
                Files.writeString(
                        file,
                        "upstreams:\n  api:\n    url: http://api.example\n    routes:\n      - match: " + pattern
                                + "\n        batch: " + batch + "\n");
                UpstreamConfig api = ConfigLoader.load(ConfigSources.none().withFile(file))
                        .orThrow()
                        .upstreams()
                        .get("api");
                return Objects.requireNonNull(
                        Objects.requireNonNull(api).routes().get(0).batch());
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Requests that all fit into a batch. */
    static List<Single> singles(Combiner combiner, String... targets) {
        List<Single> singles = new ArrayList<>();
        for (String target : targets) {
            singles.add(Objects.requireNonNull(combiner.read(target), target));
        }
        return singles;
    }
}
