package io.penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.gateway.FaultyPages.Fault;
import io.penstock.testing.Await;
import io.penstock.testing.RawClient;
import io.penstock.testing.RawResponse;
import io.penstock.testing.TestGateway;
import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A page goes wrong after the answer has begun: what came stays, the answer never ends in order, and the rest can be had. */
class PageFaultsIT {

    private static final String ROUTES = """
                retry: { maxRetries: 2, baseDelay: 1ms, maxDelay: 1ms, jitter: 0, budget: 1.0 }
                routes:
                  - match: GET /cursor
                    pages: { style: cursor, items: data, nextPath: next }
                  - match: GET /header
                    pages: { style: cursor, items: data, nextHeader: X-Next }
                  - match: GET /more
                    pages: { style: cursor, items: data, nextPath: next, hasMorePath: more }
                  - match: GET /page0
                    pages: { style: page, items: data, firstPage: 0 }
                  - match: GET /total
                    pages: { style: page, items: data, totalHeader: X-Total }
                  - match: POST /body
                    pages: { style: cursor, items: data, nextPath: next, inBody: true }
            """;

    private enum Form {
        LINES("application/x-ndjson", "", "", "\n", ""),
        LIST("application/json; stream=all", "[", ",", "", "]"),
        EVENTS("text/event-stream", "", "data: ", "\n\n", "event: end\ndata:\n\n");

        private final String accept;
        private final String begin;
        private final String before;
        private final String after;
        private final String end;

        Form(String accept, String begin, String before, String after, String end) {
            this.accept = accept;
            this.begin = begin;
            this.before = before;
            this.after = after;
            this.end = end;
        }

        /** The beginning of the answer with the items of a range. */
        String items(int from, int to) {
            String all = IntStream.range(from, to)
                    .mapToObj(item -> before + item + after)
                    .collect(Collectors.joining());
            return begin + (this == LIST ? all.substring(1) : all);
        }
    }

    static Stream<Arguments> faultsInEveryForm() {
        return Arrays.stream(Fault.values())
                .flatMap(fault -> Arrays.stream(Form.values()).map(form -> Arguments.of(fault, form)));
    }

    private static TestGateway gateway(FaultyPages upstream) throws IOException {
        return TestGateway.configured("upstreams:\n  api:\n    url: " + upstream.url() + "\n" + ROUTES);
    }

    private static String request(String path, Form form, String more) {
        boolean post = path.equals("/body");
        return (post ? "POST" : "GET") + " /api" + path + " HTTP/1.1\r\nHost: test\r\nAccept: " + form.accept + "\r\n"
                + (post ? "Content-Type: application/json\r\nContent-Length: 12\r\n" : "") + more + "\r\n"
                + (post ? "{\"all\":true}" : "");
    }

    /** The answer's body without its chunks' sizes; fails where it ends in order. */
    private static String brokenBody(RawClient client) throws IOException {
        StringBuilder body = new StringBuilder();
        String rest = client.receiveRest().text();
        while (!rest.isEmpty()) {
            int line = rest.indexOf("\r\n");
            int size = Integer.parseInt(rest.substring(0, line), 16);
            assertThat(size).as("the last chunk says that all is here").isPositive();
            body.append(rest, line + 2, line + 2 + size);
            rest = rest.substring(line + 2 + size + 2);
        }
        return body.toString();
    }

    private static void breaksAndGoesOn(FaultyPages upstream, TestGateway gateway, String path, Form form)
            throws IOException {
        String walk;
        String received;
        try (RawClient client = gateway.connect()) {
            client.send(request(path, form, ""));
            RawResponse head = client.receiveHead();
            assertThat(head.status()).isEqualTo(200);
            walk = Objects.requireNonNull(head.field("penstock-walk"));
            received = brokenBody(client);
        }
        // One item of the faulty page may have been whole.
        assertThat(received).isIn(form.items(0, FaultyPages.FAULTY), form.items(0, FaultyPages.FAULTY + 1));
        Await.until("the leases are back", () -> gateway.pool().active() == 0);

        upstream.mend();
        int count = received.equals(form.items(0, FaultyPages.FAULTY)) ? FaultyPages.FAULTY : FaultyPages.FAULTY + 1;
        String resume = "Penstock-Resume: " + walk + "\r\nPenstock-Received: " + count + "\r\n";
        RawResponse rest = RawClient.exchange(gateway.port(), request(path, form, resume));
        assertThat(rest.text()).isEqualTo(form.items(count, FaultyPages.ITEMS) + form.end);
    }

    @ParameterizedTest
    @MethodSource("faultsInEveryForm")
    void laterPage_thatGoesWrong_breaksTheAnswerAndTheRestCanBeHad(Fault fault, Form form) throws IOException {
        try (FaultyPages upstream = new FaultyPages(fault);
                TestGateway gateway = gateway(upstream)) {
            breaksAndGoesOn(upstream, gateway, "/cursor", form);
            if (fault == Fault.FAILING) {
                // Ahead of its turn and in its turn, each with its retries, and once mended.
                assertThat(upstream.faultyCalls()).isGreaterThanOrEqualTo(3 + 1);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/header", "/more", "/page0", "/total", "/body"})
    void laterPage_thatIsRefused_inEachStyle(String path) throws IOException {
        try (FaultyPages upstream = new FaultyPages(Fault.NOT_FOUND);
                TestGateway gateway = gateway(upstream)) {
            breaksAndGoesOn(upstream, gateway, path, Form.LINES);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/header", "/more", "/page0", "/total", "/body"})
    void laterPage_thatIsCutOff_inEachStyle(String path) throws IOException {
        try (FaultyPages upstream = new FaultyPages(Fault.CUT_OFF);
                TestGateway gateway = gateway(upstream)) {
            breaksAndGoesOn(upstream, gateway, path, Form.LINES);
        }
    }
}
