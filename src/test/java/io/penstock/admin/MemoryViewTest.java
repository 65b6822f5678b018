package io.penstock.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.exchange.MemoryPressure.Level;
import io.penstock.memory.MemoryStatus;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MemoryViewTest {

    private AdminPort admin;

    @BeforeEach
    void open() {
        admin = AdminPort.open();
    }

    @AfterEach
    void close() {
        admin.close();
    }

    @Test
    void memory_thatIsShort_isShownWithItsFigures() {
        admin.memory = new MemoryStatus(
                Level.HIGH,
                new MemoryStatus.Area(Level.HIGH, 900, 1_000, 1_500),
                new MemoryStatus.Area(Level.NORMAL, 10, 500, 40));

        assertThat(admin.get("/admin/memory").bodyAsJsonObject())
                .isEqualTo(new JsonObject()
                        .put("watched", true)
                        .put("level", "high")
                        .put("heapAfterCollection", area("high", 900, 1_000, 1_500))
                        .put("directInUse", area("normal", 10, 500, 40)));
    }

    @Test
    void memory_ofWhichNothingIsKnown_isShownWithoutFigures() {
        admin.memory = new MemoryStatus(Level.NORMAL, null, null);

        assertThat(admin.get("/admin/memory").bodyAsJsonObject())
                .isEqualTo(new JsonObject().put("watched", true).put("level", "normal"));
    }

    @Test
    void memory_thatIsNotWatched_saysSo() {
        assertThat(admin.get("/admin/memory").bodyAsJsonObject()).isEqualTo(new JsonObject().put("watched", false));
    }

    private static JsonObject area(String level, long used, long max, long age) {
        return new JsonObject()
                .put("level", level)
                .put("usedBytes", used)
                .put("maxBytes", max)
                .put("readMsAgo", age);
    }
}
