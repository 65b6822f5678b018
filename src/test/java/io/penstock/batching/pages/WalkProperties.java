package io.penstock.batching.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.ConfigLoader;
import io.penstock.config.ConfigSources;
import io.penstock.config.PagesConfig;
import io.penstock.config.PagingStyle;
import io.penstock.config.UpstreamConfig;
import io.penstock.error.CancelledException;
import io.penstock.error.Problem;
import io.penstock.exchange.WalkResumption;
import io.vertx.core.json.JsonArray;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class WalkProperties {

    private static final String LINES = "application/x-ndjson";

    static PagesConfig pages(PagingStyle style, String more) {
        String name = style.name().toLowerCase(Locale.ROOT);
        String special = switch (style) {
            case URL, CURSOR -> ", nextPath: next";
            case KEYSET -> ", keyPath: id";
            case PAGE, OFFSET -> ", totalPath: total";
            case LINK -> "";
        };
        String yaml = "upstreams: { api: { url: 'http://127.0.0.1:1', routes: [{ match: GET /things, pages: { style: "
                + name + ", items: data, parameter: at" + special + more + " } }] } }";
        try {
            Path file = Files.createTempFile("pages", ".yaml");
            try {
                Files.writeString(file, yaml);
                UpstreamConfig api = ConfigLoader.load(ConfigSources.none().withFile(file))
                        .orThrow()
                        .upstreams()
                        .get("api");
                return Objects.requireNonNull(
                        Objects.requireNonNull(api).routes().get(0).pages());
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Items whose ids are their places, of lengths that differ. */
    static List<String> items(int count, Random random) {
        List<String> items = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            items.add("{\"id\":" + i + ",\"data\":[" + "1,".repeat(random.nextInt(9)) + "\"é\\u00e9\"]}");
        }
        return items;
    }

    private static WalkRig rig(PagingStyle style, List<String> items, Random random) {
        PagedSource source = new PagedSource(style, items, 1 + random.nextInt(9), random);
        String more = ", prefetch: " + random.nextInt(3) + ", parallel: " + (1 + random.nextInt(5));
        return new WalkRig(source, pages(style, more));
    }

    @Property(tries = 600)
    void walk_whateverComesWhen_hasEachItemOnce(@ForAll PagingStyle style, @ForAll long seed) {
        Random random = new Random(seed);
        List<String> items = items(random.nextInt(60), random);
        WalkRig rig = rig(style, items, random);
        if (random.nextInt(3) == 0) {
            rig.source.total = random.nextInt(90);
        }
        rig.ask(LINES, null);
        boolean more = true;
        while (more) {
            if (rig.answer != null && !rig.ended && random.nextInt(8) == 0) {
                rig.pause();
                for (int i = random.nextInt(40); i > 0; i--) {
                    rig.source.step();
                }
                rig.resume();
            }
            more = rig.source.step();
        }
        assertThat(rig.failure).isNull();
        assertThat(rig.ended).isTrue();
        assertThat(rig.lines()).isEqualTo(items);
        assertThat(rig.source.open).isZero();
    }

    @Property(tries = 200)
    void walk_asOneList_isOne(@ForAll PagingStyle style, @ForAll long seed) {
        Random random = new Random(seed);
        List<String> items = items(random.nextInt(30), random);
        WalkRig rig = rig(style, items, random);
        rig.ask("application/json; stream=all", null);
        rig.run();
        assertThat(rig.text()).isEqualTo("[" + String.join(",", items) + "]");
        assertThat(new JsonArray(rig.text())).hasSize(items.size());
    }

    @Property(tries = 1_000)
    void walk_thatBreaksAnywhere_goesOnWhereItBroke(@ForAll PagingStyle style, @ForAll long seed) {
        Random random = new Random(seed);
        List<String> items = items(1 + random.nextInt(60), random);
        WalkRig rig = rig(style, items, random);
        // Not the first, so that there is something to resume.
        int faulty = 1 + random.nextInt(12);
        switch (random.nextInt(3)) {
            case 0 -> rig.source.breakAtCall = faulty;
            case 1 -> rig.source.failAtCall = faulty;
            default -> {}
        }
        rig.ask(LINES, null);
        int steps = random.nextInt(200);
        while (rig.failure == null && !rig.ended && (rig.answer == null || steps > 0) && rig.source.step()) {
            steps--;
        }
        List<String> received = new ArrayList<>(rig.lines());
        assertThat(received).isEqualTo(items.subList(0, received.size()));
        if (rig.ended) {
            assertThat(received).isEqualTo(items);
            return;
        }
        rig.leave(new CancelledException(Problem.CANCELLED, "the caller left"));
        rig.run();
        assertThat(rig.source.open).isZero();
        rig.source.breakAtCall = -1;
        rig.source.failAtCall = -1;
        String walk = rig.walk();
        // What was sent last may not have reached the caller.
        int kept = received.size() - random.nextInt(Math.min(12, received.size() + 1));
        rig.ask(LINES, new WalkResumption(walk, kept));
        rig.run();
        assertThat(rig.failure).isNull();
        assertThat(rig.ended).isTrue();
        assertThat(rig.walk()).isEqualTo(walk);
        assertThat(rig.lines()).isEqualTo(items.subList(kept, items.size()));
    }
}
