package io.penstock.admin;

import io.penstock.memory.MemoryStatus;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** Shows how short of memory the process is. What is not known is left out. */
final class MemoryView {

    private MemoryView() {}

    /** The memory; {@code watched} alone where it is not. */
    static JsonObject of(@Nullable MemoryStatus status) {
        if (status == null) {
            return new JsonObject().put("watched", false);
        }
        JsonObject view = new JsonObject()
                .put("watched", true)
                .put("level", status.level().label());
        put(view, "heapAfterCollection", status.heap());
        put(view, "directInUse", status.direct());
        return view;
    }

    private static void put(JsonObject view, String name, MemoryStatus.@Nullable Area area) {
        if (area != null) {
            view.put(
                    name,
                    new JsonObject()
                            .put("level", area.level().label())
                            .put("usedBytes", area.usedBytes())
                            .put("maxBytes", area.maxBytes())
                            .put("readMsAgo", area.ageMillis()));
        }
    }
}
