package io.penstock;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.Await;
import io.penstock.testing.Heap;
import io.penstock.testing.RawClient;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What whoever runs Penstock sees of memory that is short: the status, the management port, the metrics. */
class PenstockMemoryIT {

    @RegisterExtension
    private static final PenstockUnderTest UNDER_TEST = new PenstockUnderTest(
            "memory.interval", "10ms", "memory.elevated", "0.35", "memory.high", "0.4", "memory.critical", "0.9");

    private final List<byte[]> hoard = new ArrayList<>();

    @AfterEach
    void free() {
        hoard.clear();
        Heap.collect();
    }

    @Test
    void memoryPressure_isAnIssue_andIsShown() throws IOException {
        // What counts is the last collection, be it one in which an earlier test had filled the heap.
        Heap.collect();
        Await.until("nothing is wrong", () -> kinds().isEmpty());

        hoard.addAll(Heap.fill(0.5));
        Await.until("it is an issue", () -> kinds().contains("memory-high"));

        assertThat(UNDER_TEST.penstock().status().overall()).isEqualTo(PenstockStatus.Overall.DEGRADED);
        JsonObject shown = new JsonObject(admin("/admin/memory"));
        assertThat(shown.getString("level")).isEqualTo("high");
        assertThat(shown.getJsonObject("heapAfterCollection").getLong("usedBytes"))
                .isGreaterThan(hoard.size() * 1_000_000L);
        assertThat(admin("/metrics"))
                .contains("penstock_memory_level{level=\"high\"} 1.0", "penstock_memory_share{area=\"heap\"} 0.");
    }

    private static List<String> kinds() {
        return UNDER_TEST.penstock().status().issues().stream()
                .map(PenstockStatus.Issue::kind)
                .toList();
    }

    private static String admin(String path) throws IOException {
        return RawClient.exchange(
                        UNDER_TEST.penstock().adminPort(), "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                .text();
    }
}
