package io.penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.exchange.RouteSettings;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which pattern of a table a request takes, by examples and against a matcher that tries each in turn. */
class RouteTableTest {

    private static final String NONE = "none";

    private static final List<String> PATTERNS = List.of(
            "GET /",
            "GET /contacts",
            "GET /contacts/{id}",
            "POST /contacts/{id}",
            "GET /contacts/me",
            "* /contacts/{id}/notes",
            "GET /contacts/{id}/notes",
            "* /files/**",
            "GET /files/{name}/",
            "* /a/{x}/c",
            "GET /a/b/d");

    @ParameterizedTest
    @CsvSource({
        "GET, /, GET /",
        "GET, '', GET /",
        "GET, ?x=/1, GET /",
        "GET, /?x, GET /",
        "POST, /, none",
        "GET, /contacts, GET /contacts",
        "GET, /contacts?a=/b, GET /contacts",
        "GET, /Contacts, none",
        "GET, /contacts/, none",
        "GET, /contacts/7, GET /contacts/{id}",
        "POST, /contacts/7, POST /contacts/{id}",
        "DELETE, /contacts/7, none",
        "GET, /contacts/me, GET /contacts/me",
        "POST, /contacts/me, POST /contacts/{id}",
        "GET, /contacts/me/notes, GET /contacts/{id}/notes",
        "PUT, /contacts/7/notes, * /contacts/{id}/notes",
        "GET, /contacts//notes, none",
        "GET, /files, none",
        "GET, /files/, * /files/**",
        "GET, /files/a, * /files/**",
        "GET, /files/a/, GET /files/{name}/",
        "PUT, /files/a/, * /files/**",
        "GET, /files/a/b/c?d, * /files/**",
        "GET, /a/b/c, * /a/{x}/c",
        "GET, /a/b/d, GET /a/b/d",
        "GET, /a/b/e, none",
        "GET, //contacts, none"
    })
    void find_amongPatterns_takesTheMostSpecificThatMatches(String method, String target, String expected) {
        assertThat(patternFor(PATTERNS, method, target)).isEqualTo(expected);
    }

    @Property
    void find_amongAnyPatterns_agreesWithTryingEach(
            @ForAll("patterns") List<String> patterns, @ForAll("method") String method, @ForAll("path") String path) {
        String query = path.length() % 2 == 0 ? "" : "?q=/a";

        assertThat(patternFor(patterns, method, path + query)).isEqualTo(naive(patterns, method, path));
    }

    @Provide
    Arbitrary<List<String>> patterns() {
        Arbitrary<String> segment = Arbitraries.of("a", "b", "", "{x}");
        Arbitrary<String> path = Combinators.combine(segment.list().ofMaxSize(3), Arbitraries.of("", "/**"))
                .as((segments, rest) -> segments.isEmpty() && rest.isEmpty() ? "/" : join(segments) + rest);
        return Combinators.combine(Arbitraries.of("*", "GET", "PUT"), path)
                .as((method, text) -> method + " " + text)
                .list()
                .ofMaxSize(6)
                .uniqueElements();
    }

    @Provide
    Arbitrary<String> method() {
        return Arbitraries.of("GET", "PUT", "POST");
    }

    @Provide
    Arbitrary<String> path() {
        return Arbitraries.of("a", "b", "c", "")
                .list()
                .ofMinSize(1)
                .ofMaxSize(5)
                .map(RouteTableTest::join);
    }

    private static String join(List<String> segments) {
        StringBuilder path = new StringBuilder();
        segments.forEach(segment -> path.append('/').append(segment));
        return path.toString();
    }

    private static String patternFor(List<String> patterns, String method, String target) {
        RouteTable table = new RouteTable(route(NONE));
        patterns.forEach(pattern -> table.add(pattern, route(pattern)));
        return table.find(method, target).settings().pattern();
    }

    private static Route route(String pattern) {
        RouteSettings settings = new RouteSettings("api", pattern, 1, 1, 1, 1, 1, 1, 1);
        return new Route(settings, (exchange, outcome) -> {}, null);
    }

    /** The best of all that match, compared segment by segment from the left, then by method. */
    private static String naive(List<String> patterns, String method, String path) {
        String best = NONE;
        for (String pattern : patterns) {
            if (matches(pattern, method, path)
                    && (best.equals(NONE) || rank(pattern).compareTo(rank(best)) < 0)) {
                best = pattern;
            }
        }
        return best;
    }

    private static boolean matches(String pattern, String method, String path) {
        String[] parts = pattern.split(" ", 2);
        if (!parts[0].equals("*") && !parts[0].equals(method)) {
            return false;
        }
        List<String> asked = segments(path);
        List<String> given = segments(parts[1]);
        for (int i = 0; i < given.size(); i++) {
            if (given.get(i).equals("**")) {
                return asked.size() > i;
            }
            if (i >= asked.size()) {
                return false;
            }
            boolean fits = given.get(i).startsWith("{")
                    ? !asked.get(i).isEmpty()
                    : given.get(i).equals(asked.get(i));
            if (!fits) {
                return false;
            }
        }
        return asked.size() == given.size();
    }

    private static String rank(String pattern) {
        String[] parts = pattern.split(" ", 2);
        StringBuilder rank = new StringBuilder();
        for (String segment : segments(parts[1])) {
            rank.append(segment.equals("**") ? '3' : segment.startsWith("{") ? '2' : '1');
        }
        return rank.append(parts[0].equals("*") ? '2' : '1').toString();
    }

    private static List<String> segments(String path) {
        return new ArrayList<>(List.of(path.substring(1).split("/", -1)));
    }
}
