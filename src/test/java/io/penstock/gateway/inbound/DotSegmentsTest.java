package io.penstock.gateway.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Compares the scan with a model that tries every way of reading a path, one rewriting step after the other. */
class DotSegmentsTest {

    private static final int WAYS = 1 << 6;

    @Property(tries = 5_000)
    void climb_isTrueExactlyWhereSomeReadingClimbs(@ForAll("paths") String path) {
        boolean somewhere = IntStream.range(0, WAYS).anyMatch(way -> climbs(path, way));

        assertThat(DotSegments.climb(path, 0)).isEqualTo(somewhere);
        assertThat(DotSegments.climb("/crm" + path + "?/../..", 4)).isEqualTo(somewhere);
    }

    @Provide
    Arbitrary<String> paths() {
        return Arbitraries.of(
                        "/", "/", "a", ".", "..", "/..", "/../", "%2e", "%2E", "%2f", "%2F", "%5c", "%5C", "\\", ";",
                        ";x", "%3b", "%3B", "%", "%2", "%252e", "%61")
                .list()
                .ofMaxSize(12)
                .map(parts -> "/" + String.join("", parts));
    }

    private static boolean climbs(String path, int way) {
        String read = path.toLowerCase(Locale.ROOT);
        if ((way & 1) != 0) {
            read = read.replace("%2e", ".");
        }
        if ((way & 2) != 0) {
            read = read.replace("%2f", "/");
        }
        if ((way & 4) != 0) {
            read = read.replace("%5c", "/").replace("\\", "/");
        }
        if ((way & 8) != 0) {
            read = read.replace("%3b", ";");
        }
        int depth = 0;
        for (String segment : List.of(read.substring(1).split("/", -1))) {
            String name = (way & 16) != 0 ? segment.split(";", 2)[0] : segment;
            if (name.equals("..")) {
                depth--;
            } else if (!name.equals(".") && !(name.isEmpty() && (way & 32) != 0)) {
                depth++;
            }
            if (depth < 0) {
                return true;
            }
        }
        return false;
    }
}
