package io.penstock.app;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A credential as the management port tells of it, for people. */
record CredentialLine(JsonObject told) {

    private static final String NOTHING = "-";

    String name() {
        return text("name");
    }

    /** How long its token may be used. */
    String expiresIn() {
        return duration("secondsToExpiry");
    }

    /** Why there is no token, or no new one; null where nothing failed. */
    @Nullable
    String reason() {
        return told.getValue("reason") == null ? null : text("reason");
    }

    /** A cell for each column of a list. */
    List<String> cells() {
        boolean refreshing = Boolean.TRUE.equals(told.getValue("refreshing"));
        String since = duration("secondsSinceRefresh");
        return List.of(
                name(),
                text("type"),
                text("state"),
                expiresIn(),
                since.equals(NOTHING) ? since : since + " ago",
                refreshing ? "now" : duration("secondsToRefresh"),
                text("failures"),
                skew());
    }

    private String skew() {
        return told.getValue("skewMillis") instanceof Number millis
                ? String.format(Locale.ROOT, "%+.1f s", millis.longValue() / 1_000.0)
                : NOTHING;
    }

    private String text(String field) {
        return String.valueOf(told.getValue(field, NOTHING)).replaceAll("\\p{Cntrl}", "?");
    }

    /** Two units at most: a token that lives for days needs no seconds. */
    private String duration(String field) {
        if (!(told.getValue(field) instanceof Number number)) {
            return NOTHING;
        }
        long seconds = number.longValue();
        long minutes = seconds / 60;
        long hours = minutes / 60;
        if (hours >= 24) {
            return hours / 24 + "d " + hours % 24 + "h";
        }
        return hours > 0
                ? hours + "h " + minutes % 60 + "m"
                : minutes > 0 ? minutes + "m " + seconds % 60 + "s" : seconds + "s";
    }
}
